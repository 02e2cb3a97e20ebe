"""Own questions: written before registration opens, answered with it, in the sheet too, and read by the officer."""

import re

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.registering.application import applications_of
from market.bazaars.registering.question import questions_of
from market.kernel.db import read
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import both

SIZE = {"text": "Ukuran tenda", "kind": "choice", "required": "1", "choices": "2×2 m\n 3×3 m \n"}
FRY = {"text": "Menggoreng di tempat?", "kind": "yes_no"}
FREE = {"text": "Bahan baku dari mana", "kind": "text"}


def answers(slug: str) -> dict[str, list[str]]:
    with read() as db:
        bazaar = bazaar_by_slug(db, slug)
        questions = questions_of(db, bazaar.key)
        return {
            group.name: [application.answers.get(str(each.key), "") for each in questions]
            for application, group in applications_of(db, bazaar.key)
        }


@both
def test_questions_are_asked_answered_and_taken_away(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3, booths=4)
    asking = fair.desk + "/pertanyaan"
    for question in (SIZE, FRY, FREE, {"text": "Sementara", "kind": "text"}):
        done(fair.officer.post(asking, data=question))
    done(fair.officer.post(asking, data=FREE), 422)
    done(fair.officer.post(asking, data=SIZE | {"text": "Satu saja", "choices": "a"}), 422)
    last = re.findall(r'action="[^"]*/pertanyaan/(\d+)/hapus"', fair.officer.get(fair.desk).text)[-1]
    done(fair.officer.post(f"{asking}/{last}/hapus"))
    done(fair.officer.post(fair.desk + "/buka"))
    done(fair.officer.post(asking, data=FREE | {"text": "Terlambat"}), 409)
    done(fair.officer.post(f"{asking}/{int(last) - 1}/hapus"), 409)
    page = fair.chair(0).get(fair.page(0)).text
    size, fry, free = dict.fromkeys(re.findall(r'name="(answer-\d+)"', page))
    slots = re.findall(r'name="slots"\s+value="(\d+)"', page)
    form = {"slots": slots, "booths_min": "1", "booths_max": "1", "goods": "Kerupuk"}
    answer = fair.chair(0).post(fair.page(0), data=form | {fry: "ya"})
    assert answer.status_code == 422 and "Ukuran tenda" in answer.text, "it is required"
    done(fair.chair(0).post(fair.page(0), data=form | {size: "9×9 m"}), 422)
    for wrong in ({fry: "ya"}, {size: "9×9 m"}):
        page = fair.chair(0).post(fair.page(0), data=form | {"slots": []} | wrong).text
        assert f'href="#{size}"' in page and 'href="#slots"' in page, "both at once"
    done(fair.chair(0).post(fair.page(0), data=form | {"then": "draft"}))  # a draft may still lack it
    told = {size: "3×3 m", fry: "ya", free: "=Pasar Girian", "needs": ["electricity", "water"]}
    page = fair.chair(0).post(fair.page(0), data=form | told | {size: "9×9 m", "watt": "0"}).text
    assert f'href="#{size}"' in page and 'href="#watt"' in page, "electricity of no watts is asked about"
    done(fair.chair(0).post(fair.page(0), data=form | told | {"watt": "1.200"}))
    page = fair.chair(0).post(fair.page(0), data=form | told | {"watt": "0", "then": "draft"}).text
    assert 'href="#watt"' in page, "what was sent stays sent, whichever button is pressed"
    assert "listrik 1.200 watt, air" in " ".join(re.sub("<[^>]+>", "", fair.chair(0).get(fair.page(0)).text).split())
    assert answers(fair.slug) == {"Kelompok 0": ["3×3 m", "ya", "=Pasar Girian"]}
    assert "3×3 m" in fair.chair(0).get(fair.page(0)).text
    queue = fair.officer.get(fair.desk + "/pendaftaran").text
    number = re.search(r'/pendaftaran/(P-[^"?]+)"', queue)[1]
    assert "3×3 m" in fair.officer.get(f"{fair.desk}/pendaftaran/{number}").text
    by_sheet(fair)


def by_sheet(fair) -> None:
    sample = fair.officer.get(fair.desk + "/pendaftaran/impor/contoh").text
    assert "Ukuran tenda" in sample.splitlines()[0]
    rows = [
        "nama;hari;Ukuran tenda;menggoreng di tempat",
        "Kelompok 1;semua;2×2 m;tidak",
        "Kelompok 2;semua;;tidak",
    ]
    sent = {"file": ("daftar.csv", "\n".join(rows).encode())}
    page = fair.officer.post(fair.desk + "/pendaftaran/impor", files=sent).text
    data = re.search(r'name="data" value="([^"]+)"', page)[1].replace("&#34;", '"')
    done(fair.officer.post(fair.desk + "/pendaftaran/impor", data={"data": data, "write": "1"}))
    taken = fair.officer.get(fair.desk + "/pendaftaran.csv").text.splitlines()
    assert taken[0].endswith("Ukuran tenda,Menggoreng di tempat?,Bahan baku dari mana")
    assert taken[1].endswith("3×3 m,ya,Pasar Girian"), "no formula goes out"
    copied = done(fair.officer.post(fair.desk + "/salin")).rsplit("/", 1)[1]
    with read() as db:
        assert [q.text for q in questions_of(db, bazaar_by_slug(db, copied).key)] == [
            "Ukuran tenda", "Menggoreng di tempat?", "Bahan baku dari mana",
        ]  # fmt: skip
