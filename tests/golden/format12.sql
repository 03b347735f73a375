-- What greenroom wrote with database format 12. Never edited: it stands for databases that people have.
BEGIN TRANSACTION;
CREATE TABLE change_files(
    change TEXT NOT NULL, path TEXT NOT NULL, before TEXT, after TEXT, PRIMARY KEY(change, path)
) STRICT, WITHOUT ROWID;
INSERT INTO "change_files" VALUES('id-12','decks/talk.toml',NULL,'34d13d74be332e4b6f910fa621c929fa9ee415f8e0d026a2ffa59bfc07538052');
INSERT INTO "change_files" VALUES('id-13','decks/mine.toml','5e9e75a480481326564a941e84465af1730414a3fbc5d2596cb2a6149b0d290a','7cd48b4254aa3a3b0f748f1114ae8ee26c68b34831fcc73e55128fadb05c9d0e');
INSERT INTO "change_files" VALUES('id-14','decks/my-questions.toml',NULL,'804cfe806a135fbaff1e95d078c96ac5ae36592f0854f5bc6d4e74df30b176ca');
INSERT INTO "change_files" VALUES('id-16','answers/tales.toml',NULL,'f9fb85acca61097b3ba31a3609b1f7fb64461868db75551f3d10a59eac0e19a8');
INSERT INTO "change_files" VALUES('id-17','answers/tales.toml','f9fb85acca61097b3ba31a3609b1f7fb64461868db75551f3d10a59eac0e19a8','70b6f5018bc9174b183b528947c21384cba0088df0bf6e5785dc4c27854f26f7');
INSERT INTO "change_files" VALUES('id-24','decks/past.toml',NULL,'a52ce2bdceb1dc977f491953fcfd0f2e975f10a04d67079e1c0c495398249f6d');
CREATE TABLE change_rows(
    item TEXT NOT NULL, change TEXT NOT NULL, PRIMARY KEY(item, change)
) STRICT, WITHOUT ROWID;
INSERT INTO "change_rows" VALUES('5f3efcc2-8c70-5160-a27f-019cd277ea00','id-24');
CREATE TABLE changes(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    kind TEXT NOT NULL,
    told TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL
, stamp INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "changes" VALUES(1,'id-12','id-0','import','talk.csv',1773057600000,1773057600003);
INSERT INTO "changes" VALUES(2,'id-13','id-0','edit','mine/why',1773057600000,1773057600004);
INSERT INTO "changes" VALUES(3,'id-14','id-0','add','my-questions/who-are-you',1773057600000,1773057600005);
INSERT INTO "changes" VALUES(4,'id-16','id-0','write','tales/proud',1773057600000,1773057600006);
INSERT INTO "changes" VALUES(5,'id-17','id-0','set','whose points you tick for tales/proud',1773057600000,1773057600007);
INSERT INTO "changes" VALUES(6,'id-24','id-0','import','past.apkg',1773144000000,1773144000000);
CREATE TABLE days(
    deck TEXT NOT NULL,
    study_day TEXT NOT NULL,
    ms INTEGER NOT NULL,
    again INTEGER NOT NULL,
    hard INTEGER NOT NULL,
    good INTEGER NOT NULL,
    easy INTEGER NOT NULL,
    young_passed INTEGER NOT NULL,
    young_failed INTEGER NOT NULL,
    mature_passed INTEGER NOT NULL,
    mature_failed INTEGER NOT NULL,
    PRIMARY KEY(study_day, deck)
) STRICT, WITHOUT ROWID;
INSERT INTO "days" VALUES('mine','2026-03-02',60000,0,0,1,1,0,0,0,0);
INSERT INTO "days" VALUES('mine','2026-03-05',30000,1,0,0,0,0,1,0,0);
INSERT INTO "days" VALUES('mine','2026-03-09',30000,0,0,1,0,1,0,0,0);
INSERT INTO "days" VALUES('past','2026-03-09',270000,0,0,1,0,0,0,0,0);
INSERT INTO "days" VALUES('tales','2026-03-09',270000,0,0,1,0,0,0,0,0);
INSERT INTO "days" VALUES('tales','2026-03-10',540000,0,0,2,0,1,0,0,0);
CREATE TABLE events(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    deck TEXT NOT NULL,
    card TEXT NOT NULL,
    event TEXT NOT NULL,
    study_day TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL
, stamp INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "events" VALUES(1,'id-3','id-0','mine','what-did-you-learn','flag','2026-03-02',1772452800000,1772452800002);
INSERT INTO "events" VALUES(2,'id-6','id-0','mine','sure','bury','2026-03-05',1772712000000,1772712000002);
INSERT INTO "events" VALUES(3,'id-9','id-0','mine','sure','suspend','2026-03-09',1773057600000,1773057600001);
INSERT INTO "events" VALUES(4,'id-11','id-0','mine','why','suspend','2026-03-09',1773057600000,1773057600002);
CREATE TABLE home(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "home" VALUES('device','id-0');
INSERT INTO "home" VALUES('memory','fsrs6 default 0.9 365 0.25 1.2931 2.3065 8.2956 6.4133 0.8334 3.0194 0.001 1.8722 0.1666 0.796 1.4835 0.0614 0.2629 1.6483 0.6014 1.8729 0.5425 0.0912 0.0658 0.1542');
INSERT INTO "home" VALUES('stamp','1773144000003');
CREATE TABLE identities(
    deck TEXT NOT NULL,
    derived TEXT NOT NULL,
    card TEXT NOT NULL,
    question TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    PRIMARY KEY(deck, derived)
) STRICT;
INSERT INTO "identities" VALUES('mine','what-did-you-learn','what-did-you-learn','What did you learn?',0);
CREATE TABLE imported(review TEXT PRIMARY KEY, interval INTEGER) STRICT, WITHOUT ROWID;
INSERT INTO "imported" VALUES('5f3efcc2-8c70-5160-a27f-019cd277ea00',NULL);
CREATE TABLE marks(
    deck TEXT NOT NULL,
    card TEXT NOT NULL,
    suspended INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    buried_on TEXT,
    PRIMARY KEY(deck, card)
) STRICT, WITHOUT ROWID;
INSERT INTO "marks" VALUES('mine','sure',0,0,'2026-03-05');
INSERT INTO "marks" VALUES('mine','what-did-you-learn',0,1,NULL);
INSERT INTO "marks" VALUES('mine','why',1,0,NULL);
CREATE TABLE memories(
    deck TEXT NOT NULL,
    card TEXT NOT NULL,
    stability REAL NOT NULL,
    difficulty REAL NOT NULL,
    last_review TEXT NOT NULL,
    due TEXT NOT NULL,
    first_review TEXT NOT NULL,
    reviews INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    PRIMARY KEY(deck, card)
) STRICT, WITHOUT ROWID;
INSERT INTO "memories" VALUES('mine','sure',4.36580846101441,7.38233660783527678717e+00,'2026-03-09','2026-03-13','2026-03-02',3,1);
INSERT INTO "memories" VALUES('mine','why',8.2956,1.0,'2026-03-02','2026-03-10','2026-03-02',1,0);
INSERT INTO "memories" VALUES('past','proud',2.3065,2.11810397045901588342e+00,'2026-03-09','2026-03-11','2026-03-09',1,0);
INSERT INTO "memories" VALUES('tales','proud',7.31530074407728,2.10433139084644826866e+00,'2026-03-10','2026-03-17','2026-03-09',3,0);
CREATE TABLE mock_events(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    mock TEXT NOT NULL,
    event TEXT NOT NULL,
    position INTEGER,
    at_utc_ms INTEGER NOT NULL,
    content TEXT NOT NULL
, stamp INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "mock_events" VALUES(1,'id-22','id-0','id-21','begun',NULL,1773057600000,'{"manner": "interrupting", "minutes": null, "goodbye": "Have to run. It was... yes. Thank you.", "questions": [{"deck": "tales", "card": "proud", "kind": "story", "phrasing": 0, "wording": "What are you proud of?", "target": [60, 105, 150], "lead": "OK, we''re running late, so short answers, please. No, keep your coat on. Go:", "follow_up": "", "between": ""}]}',1773057600009);
INSERT INTO "mock_events" VALUES(2,'id-23','id-0','id-21','answered',0,1773057600000,'{"milliseconds": 30000, "text": ""}',1773057600010);
CREATE TABLE own_ticks(review TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO "own_ticks" VALUES('id-18');
CREATE TABLE parameters(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL,
    version TEXT NOT NULL,
    weights TEXT NOT NULL,
    reviews INTEGER NOT NULL
, stamp INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "parameters" VALUES(1,'id-27','id-0',1773144000000,'FSRS-6','0.25 1.2931 2.3065 8.2956 6.4133 0.8334 3.0194 0.001 1.8722 0.1666 0.796 1.4835 0.0614 0.2629 1.6483 0.6014 1.8729 0.5425 0.0912 0.0658 0.1542',1000,1773144000003);
CREATE TABLE planned(review TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "planned" VALUES('id-25','2026-03-20');
INSERT INTO "planned" VALUES('id-26','2026-03-13');
CREATE TABLE "recalls"(seq INTEGER PRIMARY KEY, interval INTEGER NOT NULL, retrievability REAL) STRICT;
INSERT INTO "recalls" VALUES(3,2,8.80947955765941870254e-01);
INSERT INTO "recalls" VALUES(5,1,7.38237538868915854628e-01);
INSERT INTO "recalls" VALUES(8,2,9.46847499382546087254e-01);
CREATE TABLE reviews(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    deck TEXT NOT NULL,
    card TEXT NOT NULL,
    rating INTEGER NOT NULL CHECK(rating BETWEEN 1 AND 4),
    suggested INTEGER CHECK(suggested BETWEEN 1 AND 4),
    reviewed_at_utc_ms INTEGER NOT NULL,
    zone_offset_min INTEGER NOT NULL,
    study_day TEXT NOT NULL,
    answer_ms INTEGER NOT NULL,
    points_covered TEXT,
    phrasing INTEGER NOT NULL,
    mode TEXT NOT NULL,
    answer_text TEXT
, stamp INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "reviews" VALUES(1,'id-1','id-0','mine','sure',3,2,1772452800000,0,'2026-03-02',30000,'101',0,'typed','I reconciled the totals.',1772452800000);
INSERT INTO "reviews" VALUES(2,'id-2','id-0','mine','why',4,3,1772452800000,0,'2026-03-02',30000,NULL,0,'spoken',NULL,1772452800001);
INSERT INTO "reviews" VALUES(3,'id-4','id-0','mine','sure',1,1,1772712000000,0,'2026-03-05',30000,'000',1,'spoken',NULL,1772712000000);
INSERT INTO "reviews" VALUES(4,'id-5','id-0','mine','what-did-you-learn',4,3,1772712000000,0,'2026-03-05',30000,NULL,0,'spoken',NULL,1772712000001);
INSERT INTO "reviews" VALUES(5,'id-8','id-0','mine','sure',3,3,1773057600000,0,'2026-03-09',30000,'111',2,'spoken',NULL,1773057600000);
INSERT INTO "reviews" VALUES(6,'id-18','id-0','tales','proud',3,3,1773057600000,0,'2026-03-09',270000,'1',0,'spoken',NULL,1773057600008);
INSERT INTO "reviews" VALUES(7,'5f3efcc2-8c70-5160-a27f-019cd277ea00','id-0','past','proud',3,NULL,1773057600000,0,'2026-03-09',270000,NULL,0,'imported',NULL,1773057600000);
INSERT INTO "reviews" VALUES(8,'id-25','id-0','tales','proud',3,3,1773143880000,0,'2026-03-10',270000,'1',0,'spoken',NULL,1773144000001);
INSERT INTO "reviews" VALUES(9,'id-26','id-0','tales','proud',3,3,1773143940000,0,'2026-03-10',270000,'1',0,'spoken',NULL,1773144000002);
CREATE TABLE spare(name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
INSERT INTO "spare" VALUES('d2b6119054c7b236278e517c5af6b97e122fb3def1ebab43e1a3b9ed2736aaf0','{"log": "of a newer greenroom", "name": "a"}');
CREATE TABLE spoken(
    review TEXT PRIMARY KEY,
    method TEXT NOT NULL,
    model TEXT NOT NULL,
    start_ms INTEGER NOT NULL,
    speaking_ms INTEGER NOT NULL,
    longest_pause_ms INTEGER NOT NULL,
    pauses INTEGER NOT NULL,
    words INTEGER,
    fillers INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO "spoken" VALUES('id-25','energy-1','tiny fillers-1',802,30000,2100,1,75,3);
INSERT INTO "spoken" VALUES('id-26','energy-1','',801,30000,1400,0,NULL,NULL);
CREATE TABLE tellings(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, review TEXT NOT NULL, story TEXT NOT NULL, at_utc_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "tellings" VALUES('id-19','id-0','id-18','strike',1773057600000);
CREATE TABLE timings(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, review TEXT NOT NULL UNIQUE, sections TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "timings" VALUES('id-20','id-0','id-18','30000 30000 30000 30000',1773057600000);
CREATE TABLE undone(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, item TEXT NOT NULL UNIQUE, at_utc_ms INTEGER NOT NULL
) STRICT;
INSERT INTO "undone" VALUES('id-10','id-0','id-9',1773057600000);
INSERT INTO "undone" VALUES('id-15','id-0','id-14',1773057600000);
CREATE TABLE undos(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, review TEXT NOT NULL UNIQUE, at_utc_ms INTEGER NOT NULL
) STRICT;
INSERT INTO "undos" VALUES('id-7','id-0','id-5',1772712000000);
CREATE INDEX reviews_by_day ON reviews(study_day);
CREATE INDEX memories_by_due ON memories(due, deck, card, last_review, stability);
CREATE INDEX memories_by_first_review ON memories(first_review);
CREATE INDEX memories_leeches ON memories(lapses, deck, card) WHERE lapses >= 8;
CREATE INDEX days_by_deck ON days(deck, young_passed, young_failed, mature_passed, mature_failed);
CREATE INDEX tellings_by_review ON tellings(review, story);
CREATE INDEX reviews_by_card ON reviews(deck, card, study_day, stamp, uuid, rating);
CREATE INDEX reviews_not_imported ON reviews(stamp) WHERE mode <> 'imported';
CREATE INDEX change_rows_by_change ON change_rows(change);
PRAGMA user_version = 12;
COMMIT;
