-- What greenroom wrote with database format 2. Never edited: it stands for databases that people have.
BEGIN TRANSACTION;
CREATE TABLE events(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    deck TEXT NOT NULL,
    card TEXT NOT NULL,
    event TEXT NOT NULL,
    study_day TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL
) STRICT;
INSERT INTO "events" VALUES(1,'id-3','id-0','mine','what-did-you-learn','flag','2026-03-02',1772452800000);
INSERT INTO "events" VALUES(2,'id-6','id-0','mine','sure','bury','2026-03-05',1772712000000);
INSERT INTO "events" VALUES(3,'id-9','id-0','mine','why','suspend','2026-03-09',1773057600000);
CREATE TABLE home(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "home" VALUES('device','id-0');
INSERT INTO "home" VALUES('memory','fsrs6 default 0.9 365');
CREATE TABLE identities(
    deck TEXT NOT NULL, derived TEXT NOT NULL, card TEXT NOT NULL, question TEXT NOT NULL, PRIMARY KEY(deck, derived)
) STRICT, WITHOUT ROWID;
INSERT INTO "identities" VALUES('mine','what-did-you-learn','what-did-you-learn','What did you learn?');
CREATE TABLE imported(review TEXT PRIMARY KEY, interval INTEGER) STRICT, WITHOUT ROWID;
INSERT INTO "imported" VALUES('anki-1',NULL);
INSERT INTO "imported" VALUES('anki-2',4);
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
INSERT INTO "memories" VALUES('mine','sure',5.48976680638777914111e+00,8.24436897150561165403e+00,'2026-03-09','2026-03-14','2026-02-24',5,1);
INSERT INTO "memories" VALUES('mine','why',8.2956,1.0,'2026-03-02','2026-03-10','2026-03-02',1,0);
CREATE TABLE "recalls"(seq INTEGER PRIMARY KEY, interval INTEGER NOT NULL, retrievability REAL) STRICT;
INSERT INTO "recalls" VALUES(1,11,9.74275487630905767666e-01);
INSERT INTO "recalls" VALUES(3,17,9.75273552322629466715e-01);
INSERT INTO "recalls" VALUES(5,2,8.25235271074639120669e-01);
INSERT INTO "recalls" VALUES(7,4,8.57985789233074336301e-01);
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
) STRICT;
INSERT INTO "reviews" VALUES(1,'id-1','id-0','mine','sure',3,2,1772452800000,0,'2026-03-02',30000,'101',0,'typed','I reconciled the totals.');
INSERT INTO "reviews" VALUES(2,'id-2','id-0','mine','why',4,3,1772452800000,0,'2026-03-02',30000,NULL,0,'spoken',NULL);
INSERT INTO "reviews" VALUES(3,'id-4','id-0','mine','sure',1,1,1772712000000,0,'2026-03-05',30000,'000',1,'spoken',NULL);
INSERT INTO "reviews" VALUES(4,'id-5','id-0','mine','what-did-you-learn',4,3,1772712000000,0,'2026-03-05',30000,NULL,0,'spoken',NULL);
INSERT INTO "reviews" VALUES(5,'id-8','id-0','mine','sure',3,4,1773057600000,0,'2026-03-09',30000,'111',2,'spoken',NULL);
INSERT INTO "reviews" VALUES(6,'anki-1','id-0','mine','sure',3,NULL,1771934400001,60,'2026-02-24',5000,NULL,0,'imported',NULL);
INSERT INTO "reviews" VALUES(7,'anki-2','id-0','mine','sure',2,NULL,1771934400002,60,'2026-02-28',5000,NULL,0,'imported',NULL);
CREATE TABLE undos(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, review TEXT NOT NULL UNIQUE, at_utc_ms INTEGER NOT NULL
) STRICT;
INSERT INTO "undos" VALUES('id-7','id-0','id-5',1772712000000);
CREATE INDEX reviews_by_card ON reviews(deck, card, study_day, seq, rating);
CREATE INDEX reviews_by_day ON reviews(study_day);
CREATE INDEX memories_by_due ON memories(due, deck, card, last_review, stability);
CREATE INDEX memories_by_first_review ON memories(first_review);
PRAGMA user_version = 2;
COMMIT;
