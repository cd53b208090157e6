"""Whom the coordinator must call if something moves."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from itinerary.cli import app

MISSION = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people:
  ana:
    name: Ana Delegate
    role: Director
    phone: "+51 1 111"
    email: ana@example.org
    leaves: {when: Sat 2023-05-27 20:00, where: lima}
  ben: {name: Ben Delegate}
  rosa: {name: Rosa Quispe, protected: yes, phone: "+51 66 222"}
readers:
  press: {name: Press office, clearance: public, phone: "+44 333"}
  desk: {name: Security desk, clearance: confidential, email: desk@example.org}
places:
  lima: {name: Lima}
  ayacucho: {name: Ayacucho, phone: "+51 66 444"}
  hall: {name: Town hall, in: ayacucho}
  london: {name: London, timezone: Europe/London}
travel:
  - {from: ayacucho, to: lima, by: air, takes: 1h, margin: 1h30}
contacts:
  police: {name: Police post, role: police, phone: "105", where: ayacucho}
  other: {name: Elsewhere, phone: "999", where: lima}
safety: {monitor: desk}
programme:
  families:
    kind: victim-meeting
    title: Families
    cover: Field visit
    when: 2023-05-22 10:00-12:00
    where: hall
    who: [ana, ben]
    lead: ana
    note taker: ben
    interpreter: rosa
    vehicle: [Jeep]
    with: [The elders]
    handover: {what: Letter, carried by: ben}
  press-conference:
    kind: press-conference
    title: Press
    class: public
    when: 2023-05-22 14:00-15:00
    where: lima
    who: [ana]
    vehicle: [Jeep]
  call:
    kind: internal
    title: Call
    when: 2023-05-22 11:30-12:30
    who: [ben]
  night: {kind: stay, where: lima, when: 2023-05-22, nights: 1, who: [ana]}
  maybe: {kind: meal, title: Maybe, status: idea, when: 2023-05-22 12:00-13:00, who: [ana]}
  minister:
    kind: government-meeting
    title: Minister
    takes: 1h
    within: 2023-05-24 09:00-17:00
    after: [families]
    who: [ana]
    request: {of: The ministry}
"""


def run(*words: str, text: str = MISSION, now: str = "2023-05-21T10:00", **env: str) -> Result:
    Path("m.yaml").write_text(text, encoding="utf-8")
    command = ["who", words[0], "m.yaml", *words[1:], "--now", now]
    return CliRunner().invoke(app, command, env={"COLUMNS": "80", **env})


def told(*words: str, text: str = MISSION, now: str = "2023-05-21T10:00") -> str:
    result = run(*words, text=text, now=now)
    assert result.exit_code == 0, result.output
    return result.stdout


def record(wanted: str, text: str = MISSION, now: str = "2023-05-21T10:00") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(wanted, "--format", "json", text=text, now=now))
    return found


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_everybody_whom_an_entry_concerns_is_told() -> None:
    assert (
        told("families")
        == """\
Mission
Whom to call · Sun 21 May 2023 10:00 · Lima time · for the coordinator

Families (families, confidential)
Mon 22 May 10:00–12:00 · Town hall · in 1 day

Who takes part ─────────────────────────────────────────────────────────────────
 Ana Delegate (ana): Director, takes part, leads
   +51 1 111 · ana@example.org
   then  Mon 22 May 14:00–15:00 Press (press-conference), Lima; 2h00 later; the
         way takes 1h00 by air + 1h30: 30m too little
 Ben Delegate (ben): takes part, takes notes, carries what is handed over
   no phone or email in the file
   then  Mon 22 May 11:30–12:30 Call (call); it begins 30m before this ends
 Rosa Quispe (rosa): interprets
   +51 66 222
   then  nothing after it

Vehicles ───────────────────────────────────────────────────────────────────────
 Jeep
   then  Mon 22 May 14:00–15:00 Press (press-conference), Lima; 2h00 later; the
         way takes 1h00 by air + 1h30: 30m too little; with Ana Delegate

The other side ─────────────────────────────────────────────────────────────────
 The elders: is met there

Who can help there ─────────────────────────────────────────────────────────────
 Ayacucho (ayacucho)
   +51 66 444
 Police post (police): police, in Ayacucho
   105
 Security desk (desk): watches over the delegation
   desk@example.org

Whose calendars show it ────────────────────────────────────────────────────────
 Security desk (desk): sees its cover
   desk@example.org

What is tied to it ─────────────────────────────────────────────────────────────
 Minister (minister): must follow it
"""
    )


def test_the_readers_are_those_whose_feed_shows_it() -> None:
    def shown(entry: str, text: str = MISSION) -> dict[str, list[str]]:
        return {one["id"]: one["what"] for one in record(entry, text)["entry"]["readers"]}

    assert shown("press-conference") == {"press": ["sees it"], "desk": ["sees it"]}
    assert shown("families") == {"desk": ["sees its cover"]}
    none = MISSION.replace("feeds: {", "feeds: {confidential: none, ")
    assert shown("families", none) == {}
    assert shown("minister") == {}, "without a time it is in no feed"


def test_what_comes_next_is_told_to_programs_in_minutes() -> None:
    ana, ben, rosa = record("families")["entry"]["people"]
    assert ana["next"] | {"with": 0} == {
        "id": "press-conference",
        "title": "Press",
        "status": "confirmed",
        "confidential": False,
        "when": {"start": "2023-05-22T14:00:00-05:00", "end": "2023-05-22T15:00:00-05:00"},
        "where": "Lima",
        "notice_minutes": 28 * 60,
        "over": False,
        "minutes_between": 120,
        "with": 0,
        "way": "1h00 by air + 1h30",
        "spare_minutes": -30,
    }
    assert (ben["next"]["minutes_between"], ben["next"]["way"]) == (-30, None)
    assert rosa["next"] is None
    assert record("families")["entry"]["notice_minutes"] == 24 * 60


def test_after_the_last_engagement_comes_the_leaving() -> None:
    page = " ".join(told("press-conference").split())
    assert "then Sat 27 May 20:00 leaves the delegation, Lima; 5 days and 5 h later" in page
    leaving = "leaves: {when: Sat 2023-05-27 20:00, where: lima}"
    before = "leaves: {when: Mon 2023-05-22 09:00, where: lima}"
    for text in (MISSION.replace(leaving, before), MISSION.replace(leaving, "")):
        (ana,) = record("press-conference", text)["entry"]["people"]
        assert ana["next"] is None
    nowhere = MISSION.replace(leaving, "leaves: {when: Sat 2023-05-27 20:00}")
    (ana,) = record("press-conference", nowhere)["entry"]["people"]
    assert (ana["next"]["where"], ana["next"]["way"]) == ("", None)


def test_where_no_way_leads_it_says_so() -> None:
    lost = MISSION.replace("where: lima\n    who: [ana]", "where: london\n    who: [ana]")
    later = lost.replace("14:00-15:00", "20:00-21:00")
    page = " ".join(told("families", text=later).split())
    assert (
        "then Mon 22 May 20:00–21:00 (London time) Press (press-conference), London; 2h00 later; "
        "no way leads there"
    ) in page
    (ana, *_) = record("families", later)["entry"]["people"]
    assert (ana["next"]["way"], ana["next"]["spare_minutes"]) == (None, None)


@pytest.mark.parametrize(
    ("now", "notice"),
    [
        ("2023-05-20T09:00", "in 2 days and 1 h"),
        ("2023-05-22T09:30", "in 30 min"),
        ("2023-05-22T10:00", "it has begun"),
        ("2023-05-22T12:00", "it is over"),
    ],
)
def test_the_notice_is_told(now: str, notice: str) -> None:
    assert f"Mon 22 May 10:00–12:00 · Town hall · {notice}\n" in told("families", now=now)


def test_of_what_repeats_the_next_time_is_meant() -> None:
    daily = MISSION.replace("title: Call", "title: Call\n    repeat: daily until 2023-05-24")
    days = [
        record("call", daily, now)["entry"]["when"]["start"][8:10]
        for now in ("2023-05-22T12:29", "2023-05-22T12:30", "2023-05-26T00:00")
    ]
    assert days == ["22", "23", "24"]
    page = told("call", text=daily)
    assert "then  Tue 23 May 11:30–12:30 Call (call); 23h00 later" in page


def test_a_request_concerns_people_before_it_has_a_time() -> None:
    page = told("minister")
    assert "REQUESTED · Minister (minister)\nit has no time yet\n" in page
    assert "then" not in page
    assert " The ministry: decides, and has not been asked\n" in page
    assert " Families (families): must precede it\n" in page
    asked = MISSION.replace(
        "{of: The ministry}", "{of: The ministry, asked: 2023-05-12, by: ben, channel: letter}"
    )
    assert " The ministry: was asked on Fri 12 May by Ben Delegate (letter)\n" in told(
        "minister", text=asked
    )


def test_after_a_stay_comes_what_follows_its_last_morning() -> None:
    page = " ".join(told("night").split())
    assert "then Sat 27 May 20:00 leaves the delegation" in page
    assert "the way takes" not in page


def test_somebodys_engagements_are_told_the_next_one_first() -> None:
    assert (
        told("ana", now="2023-05-22T11:00")
        == """\
Mission
Whom to call · Mon 22 May 2023 11:00 · Lima time · for the coordinator

Ana Delegate (ana): Director
  +51 1 111 · ana@example.org

From now on ────────────────────────────────────────────────────── 5 engagements
   Families (families, confidential)
   Mon 22 May 10:00–12:00 · Town hall · it has begun
   takes part, leads
   with Ben Delegate, Rosa Quispe, The elders
 ► IDEA · Maybe (maybe)
   Mon 22 May 12:00–13:00 · in 1 h
   Press (press-conference)
   Mon 22 May 14:00–15:00 · Lima · in 3 h
   Stay in Lima (night)
   Mon 22 May – Tue 23 May · Lima · it has begun
   REQUESTED · Minister (minister)
   it has no time yet
   with The ministry

How to reach them ──────────────────────────────────────────────────────────────
 Ben Delegate (ben)
   no phone or email in the file
 Rosa Quispe (rosa)
   +51 66 222
 The elders
 The ministry
"""
    )


def test_a_reader_is_told_with_what_their_feed_shows() -> None:
    page = record("press")["person"]
    assert page["phone"] == "+44 333"
    assert [(one["id"], one["part"]) for one in page["engagements"]] == [
        ("press-conference", ["sees it"])
    ]
    desk = record("desk")["person"]["engagements"]
    assert ("families", ["sees its cover"]) in [(one["id"], one["part"]) for one in desk]


def test_what_is_over_or_off_is_left_out() -> None:
    assert record("rosa", now="2023-05-22T12:00")["person"]["engagements"] == []
    off = MISSION.replace("title: Families", "title: Families\n    status: cancelled")
    assert record("rosa", off)["person"]["engagements"] == []


def test_an_id_may_be_an_entry_and_a_person() -> None:
    both = MISSION.replace("  call:\n", "  ben:\n")
    found = record("ben", both)
    assert (found["entry"]["title"], found["person"]["name"]) == ("Call", "Ben Delegate")
    page = told("ben", text=both)
    assert "Call (ben)\n" in page
    assert "From now on" in page


def test_somebody_whom_the_file_does_not_define_is_told_by_id() -> None:
    strange = MISSION.replace("who: [ben]", "who: [ben, eve]")
    assert " eve: takes part\n   then  nothing after it\n" in told("call", text=strange)


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("famlies", "did you mean `families`?"),
        ("anna", "did you mean `ana`?"),
        ("zzzzzz", "the ids of people are: ana, ben, rosa"),
    ],
)
def test_an_unknown_id_is_refused_with_the_nearest(wanted: str, hint: str) -> None:
    result = run(wanted)
    assert (result.exit_code, result.stdout) == (2, "")
    expected = f"itinerary: no entry and nobody has the id `{wanted}`; {hint}\n"
    assert result.stderr == expected


@pytest.mark.parametrize("columns", ["50", "80", "120"])
def test_no_line_is_wider_than_the_screen(columns: str) -> None:
    for wanted in ("families", "ana"):
        for lang in ("en", "es"):
            page = run(wanted, "--lang", lang, COLUMNS=columns).stdout
            assert max(map(len, page.splitlines())) <= int(columns)


def test_of_a_journey_the_way_goes_on_from_where_it_ends() -> None:
    flight = (
        "  flight: {kind: journey, by: air, from: lima, to: ayacucho, "
        "when: 2023-05-22 06:00-07:00, who: [ana]}\n"
    )
    page = " ".join(told("flight", text=MISSION + flight).split())
    assert "Lima → Ayacucho (flight) Mon 22 May 06:00–07:00 · in 20 h" in page
    assert "then Mon 22 May 10:00–12:00 Families (families, confidential), Town hall; 3h00" in page
    assert "3h00 later; the way takes 30m: 2h30 to spare; with Ben Delegate" in page


def test_time_to_spare_is_told_too() -> None:
    later = MISSION.replace("14:00-15:00", "17:00-18:00")
    page = " ".join(told("families", text=later).split())
    assert "5h00 later; the way takes 1h00 by air + 1h30: 2h30 to spare" in page


@pytest.mark.parametrize("monitor", ["police", "ben"])
def test_who_watches_may_be_a_contact_or_a_person(monitor: str) -> None:
    found = record("call", MISSION.replace("monitor: desk", f"monitor: {monitor}"))
    (watching,) = found["entry"]["contacts"]
    assert (watching["id"], watching["what"]) == (monitor, ["watches over the delegation"])
