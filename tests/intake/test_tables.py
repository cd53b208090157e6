"""Tables as people and programs write them, in English and Spanish."""

import pytest

from itinerary.intake import guarded, tables
from itinerary.intake.events import Calendar, Refusal, calendar_from


def read(text: str, encoding: str = "utf-8") -> Calendar:
    return calendar_from(tables.read(text.encode(encoding)))


def test_a_spreadsheet_in_spanish_is_read() -> None:
    text = (
        "Fecha;Hora de inicio;Hora de fin;Asunto;Lugar;Ciudad;Participantes;Estado;Notas\r\n"
        "2023-05-25;14:00;15:30;Almuerzo;Restaurante;Lima;Ana y Ben;Confirmado;Menú\r\n"
    )
    (one,) = read(text).events
    assert (one.title, one.written) == ("Almuerzo", "Thu 2023-05-25 14:00-15:30")
    assert (one.location, one.description) == ("Restaurante, Lima", "Menú")
    assert [person.name for person in one.attendees] == ["Ana", "Ben"]
    assert one.status == "Confirmado"


def test_what_outlook_and_google_export_is_read() -> None:
    text = (
        '"Subject","Start Date","Start Time","End Date","End Time","All day event","Description",'
        '"Location","Private"\n'
        '"Call, long","05/25/2023","2:00 PM","05/25/2023","3:30:00 PM","False","","Lima","True"\n'
        '"Visit","05/26/2023","","05/27/2023","","True","","",""\n'
    )
    call, visit = read(text).events
    assert (call.title, call.written) == ("Call, long", "Thu 2023-05-25 14:00-15:30")
    assert visit.written == "Fri 2023-05-26 to Sat 2023-05-27"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_may_be_saved_in_any_way(separator: str, newline: str, encoding: str) -> None:
    rows = (("Día", "Inicio", "Fin", "Título"), ("2023-05-25", "9:00", "10:00", "Reunión"))
    text = newline.join(separator.join(row) for row in rows) + newline
    found = read(text, encoding)
    assert [(one.title, one.written) for one in found.events] == [
        ("Reunión", "Thu 2023-05-25 09:00-10:00")
    ]
    assert bool(found.notes) is (encoding == "cp1252")


@pytest.mark.parametrize(
    ("dates", "written"),
    [
        (["25/05/2023", "05/06/2023"], ["Thu 2023-05-25", "Mon 2023-06-05"]),
        (["05/25/2023", "05/06/2023"], ["Thu 2023-05-25", "Sat 2023-05-06"]),
        (["05/06/2023", "06/05/2023"], ["05/06/2023", "06/05/2023"]),
        (["25/05/2023", "05/25/2023"], ["25/05/2023", "05/25/2023"]),
        (["2023/5/25", "2023-05-26"], ["Thu 2023-05-25", "Fri 2023-05-26"]),
        (["2023-02-30", "31/02/2023"], ["2023-02-30", "2023-02-31"]),
        (["25 May 2023", "mar 23 may"], ["25 May 2023", "mar 23 may"]),
    ],
)
def test_day_first_or_month_first_is_read_off_and_never_guessed(
    dates: list[str], written: list[str]
) -> None:
    rows = "".join(f"{date},A {number}\n" for number, date in enumerate(dates))
    assert [one.written for one in read(f"date,title\n{rows}").events] == written


def test_a_row_without_an_end_says_so() -> None:
    (one,) = read("date,start,title\n2023-05-25,9:00,Talks\n").events
    assert one.written == "Thu 2023-05-25 09:00 for 1h"
    assert one.is_open


def test_a_row_stays_the_same_when_its_hour_is_corrected() -> None:
    text = "date,start,end,title\n2023-05-25,9:00,10:00,Talks\n2023-05-25,12:00,13:00,Talks\n"
    before, after = (
        [one.uid for one in read(told).events] for told in (text, text.replace("9:00", "9:30"))
    )
    assert before == after
    assert len(set(before)) == 2


def test_an_id_of_its_own_is_kept() -> None:
    (one,) = read("uid,date,title\nA-17,2023-05-25,Talks\n").events
    assert one.uid == "A-17"


def test_unknown_columns_are_named() -> None:
    assert read("date,title,colour\n2023-05-25,T,red\n").notes == (
        "columns that are not known: colour",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        ";",
        ";;\n;;\n",
        "a,b\n1,2\n",
        "date\n2023-05-25\n",
        'date,title\n"open,T\n',
        "\0\0\0",
    ],
)
def test_what_is_no_table_is_refused(text: str) -> None:
    found = guarded.read_table(text.encode())
    assert isinstance(found, Refusal)
    assert "it cannot be read" in found.message


def test_a_table_is_read_by_a_process_of_its_own() -> None:
    found = guarded.read_table(b"date,title\n2023-05-25,T\n")
    assert isinstance(found, Calendar)
    assert found.events[0].title == "T"


def test_a_cell_that_is_a_formula_stays_a_text() -> None:
    (one,) = read('date,title\n2023-05-25,"=HYPERLINK(""http://x"")"\n').events
    assert one.title == '=HYPERLINK("http://x")'


def test_how_dates_are_read_is_told() -> None:
    found = read("fecha,título\n05/06/2023,A\n25/05/2023,B\n")
    assert found.notes == ("dates are read day first and month second, as in 25/05/2023",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("9:00", "09:00"),
        ("9.30", "09:30"),
        ("14h30", "14:30"),
        ("14h", "14:00"),
        ("9:30 h", "09:30"),
        ("9:30:00 p.\xa0m.", "21:30"),
        ("12 am", "00:00"),
        ("12:15 PM", "12:15"),
        ("9:00:30", "9:00:30"),
        ("noon", "noon"),
    ],
)
def test_clocks_are_read_as_people_write_them(text: str, told: str) -> None:
    assert tables._clock(text) == told


def test_a_row_is_told_by_its_number_in_the_spreadsheet() -> None:
    text = 'date,title,notes\n\n2023-05-25,A,"two\nlines"\n\n2023-05-26,B,\n'
    assert [one.line for one in read(text).events] == [3, 5]


def test_what_outlook_exports_in_spanish_is_read() -> None:
    text = (
        '"Asunto","Fecha de comienzo","Comienzo","Fecha de finalización","Finalización",'
        '"Todo el día","Carácter","Ubicación","Descripción","Privado"\r\n'
        '"Visita","25/5/2023","9:00:00","25/5/2023","10:30:00","Falso","Confidencial","Lima","N",'
        '"Falso"\r\n'
    )
    found = read(text, "cp1252")
    (one,) = found.events
    assert (one.title, one.written) == ("Visita", "Thu 2023-05-25 09:00-10:30")
    assert (one.classification, one.location, one.description) == ("CONFIDENTIAL", "Lima", "N")
    assert not any("not known" in note for note in found.notes)


def test_what_stands_on_several_rows_is_no_id() -> None:
    text = (
        "code,date,title\nVISIT,2023-05-22,Prison\nVISIT,2023-05-23,Court\nB,2023-05-24,Farewell\n"
    )
    found = read(text)
    assert len({one.uid for one in found.events}) == 3
    assert found.events[2].uid == "B"
    assert "no id" in found.notes[0]
