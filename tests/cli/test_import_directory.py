"""Payers, providers, staff and locations from spreadsheets: a clinic of two locations, and what is there already."""

from __future__ import annotations

import pytest

from tests.builders import ACCOUNTS
from tests.cli.conftest import Shell
from tests.cli.test_import import files

LOCATIONS = """Name,TZ,Street,City,ST,Phone,Closed,stage 1,assigned to 1,least loaded of 1,stage 2,assignment.2.to
North,America/Chicago,1200 River Road,Austin,TX,512-555-0147,11/27/2026; 12/24/2026,,,,,
South,America/Denver,8 Ranch Lane,El Paso,TX,9155550100,,Gathering,least loaded,Dana Whitcomb; jo,review,Jo Lindgren
"""
PAYERS = """Payer,Type,Fax #,Street,City,State,Zip,Plan state,Hours,Plans,criterion 1,words the letter must say 1
Aetna,ma,512-555-0199,PO Box 14079,Lexington,KY,40512,TX,8-18 ET,Choice POS II; Open Access,Says ODG,ODG | Official
Harbor Mutual,PPO,512-555-0133,PO Box 660044,Dallas,TX,75266,,,,,
"""
STAFF = """Name;Username;Role;Locations;Covered by;Is the provider;E-mail
"Ruiz, Ana";uid61009;staff;North, South;Ben Tran;;ana@riverside.org
Ben Tran;uid61010;clerk;North;;;
"""


def test_a_clinic_of_two_locations_is_set_up_from_four_files(sh: Shell) -> None:
    sh.write("locations.csv", LOCATIONS)
    sh.write("payers-2026.csv", PAYERS)
    sh.write(
        "providers.csv", "Last Name,First Name,Degree,NPI,Phone,Location\nHart,Lena,NP,1234567893,512-555-0147,North\n"
    )
    sh.write("people.csv", STAFF)
    for name in ("locations.csv", "payers-2026.csv", "providers.csv", "people.csv"):
        table = ["--table", "staff"] if name == "people.csv" else []
        said = sh("directory", "import", str(sh.folder / name), *table)
        assert said.status == 0, said.err
        assert "new, 0 changed, 0 unchanged" in said.out
    south = sh("directory", "locations", "south", "--json").json
    assert [(row["stage"], row["to"], row.get("among")) for row in south["assignment"]] == [
        ("gathering", "least_loaded", ["dana", "jo"]),
        ("review", "jo", None),
    ]
    assert sh("directory", "locations", "north", "--json").json["holidays"] == ["2026-11-27", "2026-12-24"]
    aetna = sh("directory", "payers", "aetna", "--json").json
    assert (aetna["state"], aetna["address"]["state"], aetna["type"]) == ("TX", "KY", "medicare_advantage")
    assert aetna["plans"] == ["Choice POS II", "Open Access"]
    assert aetna["criteria"][0]["words"] == "ODG | Official"
    assert sh("directory", "payers", "harbor-mutual", "--json").json["address"]["state"] == "TX"
    ana = sh("directory", "staff", "ana-ruiz", "--json").json
    assert (ana["covered_by"], ana["locations"], ana["email"]) == ("ben-tran", ["north", "south"], "ana@riverside.org")
    assert sh("directory", "staff", "ben-tran", "--json").json["role"] == "staff"


def test_what_is_there_already_is_shown_and_changed_only_when_told_to(sh: Shell) -> None:
    file = sh.write(
        "payers.csv", "Name,Fax,Page limit,Criterion 1\nmeridian health,512-555-0111,,\nNew Payer,,8,Says why\n"
    )
    before = files(sh.folder)
    dry = sh("directory", "import", str(file), "--update", "--dry-run")
    assert "line 2: changed: payers/meridian" in dry.out
    assert "Payer fax (fax): (512) 555-0190 -> (512) 555-0111" in dry.out
    assert "line 3: new: payers/new-payer" in dry.out
    assert "1 new, 1 changed, 0 unchanged in payers. Nothing was written." in dry.out
    said = sh("directory", "import", str(file))
    assert said.status == 1
    assert "1 record in payers say something else already; nothing was written. --update changes them." in said.err
    assert "(512) 555-0190 -> (512) 555-0111" in said.err
    assert files(sh.folder) == before
    assert sh("directory", "import", str(file), "--update").out.startswith("1 new, 1 changed, 0 unchanged")
    meridian = sh("directory", "payers", "meridian", "--json").json
    assert (meridian["fax"], meridian["name"]) == ("+15125550111", "Meridian Health")
    assert "page_limit" not in meridian
    again = sh("directory", "import", str(file))
    assert again.out == "0 new, 0 changed, 2 unchanged in payers.\n"
    more = sh.write("payers.csv", "id,criterion 1,criterion 2\nnew-payer,Says why not,Says when\n")
    assert sh("directory", "import", str(more), "--update").status == 0
    rows = sh("directory", "payers", "new-payer", "--json").json["criteria"]
    assert [row["text"] for row in rows] == ["Says why not", "Says when"]
    assert sh("undo").status == sh("undo").status == 0
    assert sh("directory", "payers", "meridian", "--json").json["fax"] == "+15125550190"
    assert sh("directory", "payers", "new-payer").status == 1


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("payers", "Name,Fax\nA,512-555-01\n", "line 2, column B (Fax): A telephone number has 10 digits"),
        ("payers", "Name\nAetna\naetna\n", "line 3: it is the same record as line 2: payers/aetna"),
        ("payers", "id,fax\nnobody,512-555-0111\n", "line 2: there is no payers/nobody yet: give its name as well"),
        ("payers", "Name,Fax\n,512-555-0111\n", "line 2: a record needs a name"),
        ("payers", "Name,Fax\n王小明,512-555-0111\n", "an id of letters or digits"),
        ("providers", "Name,NPI\nX,1234567890\n", "line 2, column B (NPI)"),
        ("staff", "Name,Covered by\nX,Nobody\n", "line 2, column B (Covered by): “Nobody” is not among the staff"),
        ("staff", "Name,Role\nX,boss\n", "line 2, column B (Role): 'boss' is none of"),
        ("locations", "Name,Time zone\nX,Texas\n", "'Texas' is no time zone"),
        ("locations", "Name,stage 1\nX,Later\n", "'Later' is none of Gathering"),
    ],
)
def test_a_bad_row_is_named_and_nothing_comes(sh: Shell, name: str, given: str, said: str) -> None:
    before = files(sh.folder)
    answer = sh("directory", "import", "-", "--table", name, given=given)
    assert answer.status == 2
    assert said in answer.err
    assert files(sh.folder) == before


def test_what_the_rows_are_is_seen_by_the_name_or_the_headings_or_asked_for(sh: Shell) -> None:
    assert "in staff" in sh("directory", "import", "-", given="Name,Username\nAna,ana\n").out
    assert "in providers" in sh("directory", "import", "-", given="Name,NPI\nAna,1234567893\n").out
    assert "Say what the rows are: --table" in sh("directory", "import", "-", given="Name,Phone\nX,\n").err


def test_whoever_imports_the_staff_list_is_not_locked_out_by_a_lead_before_them(
    sh: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_UID", str(ACCOUNTS["stranger"]))
    given = "Name,Login,Role\nAna Ruiz,ana,lead\nPat Moss,uid61004,lead\n"
    said = sh("directory", "import", "-", "--table", "staff", given=given)
    assert said.status == 0, said.err
    assert sh("directory", "staff").out.count("\n") == 5


def test_what_came_before_a_row_that_the_board_refuses_is_taken_back(sh: Shell) -> None:
    before = sh("directory", "staff", "--json").json
    said = sh("directory", "import", "-", "--table", "staff", given="Name,Login\nAna Ruiz,ana\nPat Moss,ana\n")
    assert said.status == 2
    assert "line 3: it stopped here; what was written before it has been taken back." in said.err
    assert "The account 'ana' is Ana Ruiz's" in said.err
    assert sh("directory", "staff", "--json").json == before
