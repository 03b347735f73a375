# Nix. `.ci/package` fills in the version and the checksum.
{ python3Packages, fetchPypi }:

python3Packages.buildPythonApplication rec {
  pname = "greenroom";
  version = "@VERSION@";
  pyproject = true;

  src = fetchPypi {
    inherit pname version;
    sha256 = "@SHA256@";
  };

  build-system = with python3Packages; [
    argparse-manpage
    hatchling
    shtab
  ];

  dependencies = with python3Packages; [
    fsrs
    markdown-it-py
    platformdirs
    prompt-toolkit
    shtab
    tomli-w
    wcwidth
  ];

  doCheck = false; # the tests need Anki, a browser and a sound server
  pythonImportsCheck = [ "greenroom" ];

  meta = {
    description = "Practise interview answers until they stick";
    mainProgram = "greenroom";
  };
}
