"""What is withheld cannot be computed: while one group of the reserved share does not want to be seen, everything
public is a function of the list, the draw, the ranks and the map. Whoever guesses has no more than the map gives.
"""

import hashlib
import itertools
import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from market.bazaars.after.swap import Swap
from market.bazaars.allocation.draw_file import seed_of
from market.bazaars.allocation.engine import solve
from market.bazaars.allocation.fairness import Fairness
from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.plan_file import allocate, placements, plan_file, read_placements
from market.bazaars.allocation.score import score
from market.bazaars.allocation.verify import verify
from market.bazaars.allotting import plan as plan_room
from market.bazaars.allotting.plan import published_plan
from market.bazaars.allotting.runs import run_waiting
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booth import Booth
from market.bazaars.registering.application import Application, ReservedShare, applications_of
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.group import group_by_slug
from market.people.helpers import Facilitation
from market.people.person import Person
from market.people.security import SecurityEvent
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.test_everywhere import PASSING, shown
from tests.bazaars.world import done
from tests.conftest import wide
from tests.promises import test_doors as doors

FILES = ("instance.json", "plan.json", "daftar-lengkap.json")
WORDS = dict.fromkeys(
    ("number", "sub", "lot", "claim", "refund", "token", "tag", "name", "file", "language", "paper", "sale", "uid"), "1"
)
OFFICES = ("/dinas", "/admin", "/bahasa", "/keluar", "/akun")  # and what changes the reader, or tells of signing in
UNUSED, SHOWN, HIDDEN = "unused", "shown", "hidden"


def a_fair(here, answers: list[str], booths: int = 3) -> fairs.Fair:
    """Published, with one reserved place a day; those who use it are marked by the office."""
    fair = fairs.a_fair(here.officer, groups=len(answers), booths=booths)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "category_limit": "6"}
    done(fair.officer.post(fair.desk, data=form | {"reserved_groups": "1", "reserved_for": "difabel"}))
    done(fair.officer.post(fair.desk + "/buka"))
    for number, answer in enumerate(answers):
        fewer = {"accepts_fewer_slots": "1"} if number % 2 else {}
        fairs.register(fair, number, reserved_share=answer, **fewer)
    fairs.closed(fair)
    for number, answer in zip(numbers_of(fair), answers, strict=True):
        reserved = {} if answer == UNUSED else {"reserved": "1"}
        done(fair.officer.post(f"{fair.desk}/pendaftaran/{number}", data={"verdict": "eligible", **reserved}))
    fairs.drawn(fair, "4711")
    done(fair.officer.post(fair.desk + "/pembagian/hitung"))
    run_waiting()
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    return fair


def numbers_of(fair) -> list[str]:
    """Registration numbers, in the order of the groups."""
    with read() as db:
        found = {g.slug: a.number for a, g in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    return [found[slug] for slug, _ in fair.groups]


def kept(fair) -> tuple[dict, dict, int]:
    """The whole files as the office keeps them, and the seed of the draw."""
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        plan = published_plan(db, bazaar.key)
        return plan.problem_file, plan.file, bazaar.seed


def citizens(here, fair) -> dict[str, object]:
    """Everybody who is not the office, and the chair of a group that stands and does not use the share."""
    instance, plan, _ = kept(fair)
    quiet = {group["id"] for group in instance["groups"] if group["reserved"]}
    stands = {each["group"] for each in plan["placements"]} - quiet
    at = next(n for n, number in enumerate(numbers_of(fair)) if number in stands)
    people = {who: each for who, each in doors.cast(here).items() if who not in ("officer", "superior", "admin")}
    return people | {f"chair {at}": fair.chair(at)}


def seen_by_citizens(here, fair, people, without=PASSING) -> dict[tuple[str, str], str]:
    """Every page, feed and file of the whole shop, as everybody who is not the office; a neighbour's letter too."""
    found = {}
    for who, browser in people.items():
        values = WORDS | {"bazaar": fair.slug, "group": here.slug, "slug": here.product, "sku": here.sku}
        if who.startswith("chair "):
            values["group"] = fair.groups[int(who.split()[1])][0]
        for pattern in doors.GET:
            if not pattern.startswith(OFFICES):
                answer = browser.get(doors.address(pattern, values))
                found[who, pattern] = f"{answer.status_code} " + without.sub("", shown(answer))
    return found


def read_by_office(fair) -> dict[str, str]:
    """What an officer prints and hands on; without the keys of its forms."""
    pages = "/surat/keputusan", "/surat/ringkasan", "/laporan"
    return {each: PASSING.sub("", shown(fair.officer.get(fair.desk + each))) for each in pages}


def guesses(instance: dict) -> list[tuple[frozenset[str], dict]]:
    """Each set of groups that might use the reserved share, with the instance it makes."""
    ids = [group["id"] for group in instance["groups"]]
    sets = [frozenset(each) for n in range(len(ids) + 1) for each in itertools.combinations(ids, n)]
    return [
        (guess, instance | {"groups": [group | {"reserved": group["id"] in guess} for group in instance["groups"]]})
        for guess in sets
    ]


def on_the_page(text: str) -> list[dict]:
    """The placements that the public page tells, as a plan file tells them."""
    found = []
    for row in re.findall(r"<tr>\s*<td data-th.*?</tr>", text, re.DOTALL):
        number = re.search(r"P-\w+", row)[0]
        for booths, day, month in re.findall(r"(A\d+(?: \+ A\d+)*) \((\d\d)/(\d\d)[^)]*\)", row):
            found.append({"group": number, "day": f"{month}-{day}", "booths": booths.split(" + ")})
    return found


@pytest.mark.walk
@wide
def test_an_automatic_guesser_finds_no_more_than_the_map_gives(shop, monkeypatch):
    """He knows everything but who uses the share, tries every set, and holds each against all that is public."""
    here = world.a_shop()
    monkeypatch.setattr(plan_room, "usual_budget", lambda groups, slots: 2_000)  # so that he gets round quickly
    fair = a_fair(here, [HIDDEN, HIDDEN, UNUSED, UNUSED, UNUSED, SHOWN, UNUSED, UNUSED], booths=7)
    instance, plan, seed = kept(fair)
    truth = frozenset(group["id"] for group in instance["groups"] if group["reserved"])
    texts = seen_by_citizens(here, fair, citizens(here, fair), without=re.compile("never on a page"))
    public = "\n".join(texts.values())
    page = texts["nobody", "/bazar/{slug}/pembagian"]
    assert len(truth) == 3 and len(on_the_page(page)) == len(plan["placements"]), "the map and the ranks are public"

    hashes = set(re.findall(r"[0-9a-f]{64}", public))
    figures = {int(each) for each in re.findall(r"\d+", re.sub(r"<[^>]*>", " ", page))}
    seeds = {each for each in figures if each > 10**9} | {seed}
    by_hash, by_figures, by_engine, by_map = set(), set(), set(), set()
    for guess, made in guesses(instance):
        problem = read_instance(made)
        stands = read_placements(problem, plan["placements"])
        digests = {
            hashlib.sha256(json.dumps(made, ensure_ascii=False, indent=n).encode()).hexdigest() for n in (None, 1)
        }
        if ({problem.hash.removeprefix("sha256:")} | digests) & hashes:
            by_hash.add(guess)
        if score(problem, stands) in figures:
            by_figures.add(guess)
        if any(placements(problem, solve(problem, each, plan["budget"])) == plan["placements"] for each in seeds):
            by_engine.add(guess)
        if not list(Fairness(problem, stands).pairs()):
            by_map.add(guess)
    assert truth in by_map and len(by_map) > 1, "the map alone leaves a choice"
    assert not by_hash and not by_figures and plan["upper_bound"] not in figures
    assert truth not in by_engine, "running the engine again does not tell it"


@wide
@pytest.mark.walk
def test_everything_public_is_the_same_for_another_truth_behind_the_same_map(shop):
    here = world.a_shop()
    fair = a_fair(here, [HIDDEN, HIDDEN, UNUSED, UNUSED, UNUSED])
    link = fairs.auditor_link(fair)
    done(world.client().post(link, data={"result": "valid"}))
    people = citizens(here, fair)
    before = seen_by_citizens(here, fair, people)
    papers = read_by_office(fair)
    same = int(next(who for who in people if who.startswith("chair ")).split()[1])
    others = [number for n, number in enumerate(numbers_of(fair)) if n > 1 and n != same]

    def another(db) -> None:
        """The first two do not use the share, others do."""
        bazaar = bazaar_by_slug(db, fair.slug)
        plan = published_plan(db, bazaar.key)
        for each, _ in applications_of(db, bazaar.key):
            each.reserved = each.number in others
            each.reserved_share = ReservedShare.HIDDEN if each.reserved else ReservedShare.UNUSED
        instance = plan.problem_file
        for group in instance["groups"]:
            group["reserved"] = group["id"] in others
        problem = read_instance(instance)
        told = plan_file(problem, read_placements(problem, plan.file["placements"]), seed=1, budget=2)
        plan.instance, plan.result = json.dumps(instance), json.dumps(told)
        plan.seed, plan.budget = 1, 2
        plan.score, plan.upper_bound, plan.gap = told["score"], told["upper_bound"], told["gap"]
        sealed = json.loads(bazaar.sealed_list)
        bazaar.sealed_list = json.dumps(sealed | {"secret": "0" * 64})

    write(another)
    after = seen_by_citizens(here, fair, people)
    assert [key for key in before if before[key] != after[key]] == []
    assert [each for each, text in read_by_office(fair).items() if text != papers[each]] == []


@wide
def test_what_each_public_address_gives_in_both_cases(shop):
    here = world.a_shop()
    fair = a_fair(here, [SHOWN, HIDDEN, UNUSED, UNUSED])
    anybody, root = world.client(), f"/bazar/{fair.slug}"
    listed = anybody.get(root + "/daftar.json")
    frozen = json.loads(listed.content)
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        list_hash, seed, secret = bazaar.list_hash, bazaar.seed, json.loads(bazaar.sealed_list)["secret"]
    assert "sha256:" + hashlib.sha256(listed.content).hexdigest() == list_hash
    assert seed == seed_of(list_hash, "4711") and len(secret) == 64
    assert frozen["applicants"] == sorted(numbers_of(fair)) and not any(
        each in str(frozen) for each in ("points", "needs")
    )
    for file in FILES:
        assert anybody.get(f"{root}/{file}").status_code == 404, file
    page = anybody.get(root + "/pembagian").text
    assert "Yang disimpan, dan mengapa" in page and "Nilai pembagian" not in page and "market allocate" not in page
    assert "Urutan giliran" in page and str(seed) in page and list_hash in page and secret not in page

    done(fair.chair(1).post(fair.page(1) + "/terlihat", data={"reserved_share": "shown"}))
    instance, plan = (anybody.get(f"{root}/{file}").json() for file in FILES[:2])
    opened = anybody.get(f"{root}/{FILES[2]}")
    assert "sha256:" + hashlib.sha256(opened.content).hexdigest() == frozen["sealed"], "what was sealed is what it was"
    assert sorted(each["id"] for each in opened.json()["groups"]) == frozen["applicants"]
    assert opened.json()["secret"] == secret and plan["seed"] == seed_of(str(seed), secret), "nobody chose the seed"
    assert allocate(instance, seed=plan["seed"], budget=plan["budget"]) == plan
    assert verify(instance, plan).score == plan["score"]
    page = anybody.get(root + "/pembagian").text
    assert "Nilai pembagian" in page and f"seed {plan['seed']}" in page and "Yang disimpan" not in page

    done(fair.chair(0).post(fair.page(0) + "/terlihat", data={"reserved_share": "hidden"}))
    assert {anybody.get(f"{root}/{file}").status_code for file in FILES} == {404}, "from then on"
    assert anybody.get(root + "/daftar.json").content == listed.content, "the hash stays that of the list"


def test_who_does_not_use_the_share_withholds_nothing(shop):
    here = world.a_shop()
    fair = a_fair(here, [UNUSED, UNUSED, SHOWN])
    anybody = world.client()
    for file in FILES:
        assert anybody.get(f"/bazar/{fair.slug}/{file}").status_code == 200, file


@wide
def test_a_group_that_was_never_asked_counts_as_a_no(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "reserved_groups": "1", "reserved_for": "difabel"}
    done(fair.officer.post(fair.desk, data=form))
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(2):
        fairs.register(fair, number)
    fairs.closed(fair)
    for number in numbers_of(fair):
        done(fair.officer.post(f"{fair.desk}/pendaftaran/{number}", data={"verdict": "eligible", "reserved": "1"}))
    assert "Bagian yang dijamin" not in fair.chair(0).get(fair.page(0)).text, "what the office found is not out yet"
    fairs.drawn(fair, "5")
    done(fair.officer.post(fair.desk + "/pembagian/hitung"))
    run_waiting()
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    assert world.client().get(f"/bazar/{fair.slug}/plan.json").status_code == 404
    office = fair.officer.get(fair.desk + "/pembagian").text
    assert "Berkas hitungan disimpan" in office and "2 kelompok" in office
    helped = {"person_id": here.facilitator}
    write(lambda db: Facilitation(**helped, group_id=group_by_slug(db, fair.groups[0][0]).key).add(db) and None)
    for helper in (fair.officer, world.as_person(here.facilitator)):
        page = helper.get(fair.page(0)).text
        assert 'value="hidden"' in page and 'value="shown"' not in page
        for share in (SHOWN, UNUSED):
            answer = helper.post(fair.page(0) + "/terlihat", data={"reserved_share": share})
            assert answer.status_code == (422 if share == SHOWN else 303), share
    assert world.client().get(f"/bazar/{fair.slug}/plan.json").status_code == 404, "a helper's word is not the group's"
    for resting in (rests_by_code(fair), rests_by_pin(fair)):
        assert 'value="shown"' not in resting.get(fair.page(0)).text
        assert resting.post(fair.page(0) + "/terlihat", data={"reserved_share": "shown"}).status_code == 422
    write(lambda db: setattr(Person.get(db, fair.groups[0][1]), "restricted_until", None))
    helped = by_helpers_pin(here, fair)
    assert 'value="shown"' not in helped.get(fair.page(0)).text
    refused = helped.post(fair.page(0) + "/terlihat", data={"reserved_share": "shown"})
    assert refused.status_code == 422 and "dari akunnya" in refused.text
    for number in range(2):
        assert "Sebelum dijawab" in fair.chair(number).get(fair.page(number)).text
        done(fair.chair(number).post(fair.page(number) + "/terlihat", data={"reserved_share": "shown"}))
    assert world.client().get(f"/bazar/{fair.slug}/plan.json").status_code == 200
    assert "Semua berkas terbuka" in fair.officer.get(fair.desk + "/pembagian").text


def rests_by_code(fair) -> TestClient:
    """The group's chair, let in by a code a moment ago: whoever gave it to her may be at the keys."""
    resting = fair.chair(0)
    write(lambda db: setattr(Person.get(db, fair.groups[0][1]), "restricted_until", now() + timedelta(hours=12)))
    return resting


def rests_by_pin(fair) -> TestClient:
    """The same on a group's phone, by a PIN that a code let her choose."""
    return world.named_by_pin(*fair.groups[0], rests=timedelta(hours=12))


def by_helpers_pin(here, fair) -> TestClient:
    """The chair named by a PIN that she chose with the officer's code, long ago: it may be the officer."""
    return world.named_by_pin(*fair.groups[0], giver=here.officer)


def told_share() -> list[str]:
    """To whom it was told that a "no" was undone."""
    with read() as db:
        rows = table(Message)
        return list(db.scalars(sa.select(rows.c.to).where(rows.c.template == "bazaar_share_shown")))


@wide
def test_the_form_asks_and_nobody_else_undoes_a_no(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    assert 'name="reserved_share"' not in fair.chair(0).get(fair.page(0)).text, (
        "without a reserved share nothing is asked"
    )
    fair = fairs.a_fair(here.officer, groups=1, booths=2, first=4)
    form = {"name": "Bazar Darat", "closes_on": fairs.day(5), "reserved_groups": "1", "reserved_for": "difabel"}
    done(fair.officer.post(fair.desk, data=form))
    done(fair.officer.post(fair.desk + "/buka"))
    page = fair.chair(0).get(fair.page(0)).text
    assert (
        page.count('name="reserved_share"') == 3
        and "checked" not in re.search(r'id="reserved_share".*?</fieldset>', page, re.S)[0]
    )
    assert "tidak bisa ditarik lagi" in page, "what is downloaded stays out"
    fairs.register(fair, 0, reserved_share="hidden")
    slots = re.findall(r'name="slots"\s+value="(\d+)"', page)
    for share in (UNUSED, SHOWN):
        refused = fair.officer.post(fair.page(0), data={"slots": slots, "goods": "Abon", "reserved_share": share})
        assert refused.status_code == 422 and "Hanya anggotanya sendiri" in refused.text
        assert fair.officer.post(fair.page(0) + "/terlihat", data={"reserved_share": share}).status_code == 422
    assert fair.chair(0).post(fair.page(0) + "/terlihat", data={"reserved_share": "x"}).status_code == 422
    for resting in (rests_by_code(fair), rests_by_pin(fair)):
        for act in ("", "/terlihat"):
            for share in (UNUSED, SHOWN):
                asked = {"slots": slots, "goods": "Abon", "reserved_share": share}
                answer = resting.post(fair.page(0) + act, data=asked)
                assert answer.status_code == 422 and "Anda masuk dengan kode" in answer.text, (act, share)
    helped = by_helpers_pin(here, fair)
    for share in (UNUSED, SHOWN):
        asked = {"slots": slots, "goods": "Abon", "reserved_share": share}
        assert helped.post(fair.page(0), data=asked).status_code == 422, share
    assert told_share() == []
    write(lambda db: setattr(Person.get(db, fair.groups[0][1]), "restricted_until", None))
    fairs.register(fair, 0, reserved_share="shown")
    assert told_share() == ["ketua4@contoh.id"], "an undone no is told to those who lead the group"
    done(fair.officer.post(fair.page(0) + "/terlihat", data={"reserved_share": "hidden"}))
    with read() as db:
        assert [each.reserved_share for each in db.query(Application)] == [ReservedShare.HIDDEN]
    stranger = world.as_person(here.chair)
    assert stranger.post(fair.page(0) + "/terlihat", data={"reserved_share": "shown"}).status_code == 404
    fairs.register(fair, 0, reserved_share="unused")
    again = fair.officer.post(fair.page(0), data={"slots": slots, "goods": "Abon", "reserved_share": SHOWN})
    assert again.status_code == 422, "what was sent without it stays so, until the group says otherwise"
    done(fair.officer.post(fair.page(0), data={"slots": slots, "goods": "Abon", "reserved_share": UNUSED}))


@pytest.mark.parametrize(
    ("uses", "seen", "share"),
    [
        ("ya", "tidak", HIDDEN),
        ("Ya", "ya", SHOWN),
        ("tidak", "", UNUSED),
        ("", "", UNUSED),
        ("ya", "", None),
        ("?", "ya", None),
    ],
)
def test_the_sheet_asks_too(shop, uses, seen, share):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1, booths=2)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "reserved_groups": "1", "reserved_for": "difabel"}
    done(fair.officer.post(fair.desk, data=form))
    done(fair.officer.post(fair.desk + "/buka"))
    cells = [["nama", "hari", "bagian dijamin", "boleh dilihat"], ["Kelompok 0", "semua", uses, seen]]
    desk = fair.desk + "/pendaftaran/impor"
    preview = fair.officer.post(desk, data={"data": json.dumps(cells)}).text
    assert ("ya atau tidak" in preview) is (share is None)
    done(fair.officer.post(desk, data={"data": json.dumps(cells), "write": "1"}))
    with read() as db:
        assert [each.reserved_share.value for each in db.query(Application)] == ([share] if share else [])
    assert "bagian dijamin" in fair.officer.get(desk + "/contoh").text


def test_what_the_auditor_publishes_is_a_verdict_and_nothing_to_compute_with(shop):
    here = world.a_shop()
    fair = a_fair(here, [HIDDEN, UNUSED, UNUSED], booths=2)
    instance, plan, seed = kept(fair)
    anybody, root = world.client(), f"/bazar/{fair.slug}"
    assert anybody.get(root + "/pemeriksaan.json").status_code == 404
    link = fairs.auditor_link(fair)
    for wrong in (root + "/periksa", root + "/periksa?kunci=", link + "x"):
        assert anybody.get(wrong).status_code == 404
    whole = {file: anybody.get(link.replace("/periksa?", f"/periksa/{file}?")) for file in FILES}
    assert whole["instance.json"].json() == instance and whole["plan.json"].json() == plan
    sealed = anybody.get(root + "/daftar.json").json()["sealed"]
    assert "sha256:" + hashlib.sha256(whole["daftar-lengkap.json"].content).hexdigest() == sealed
    sign = link.replace("/periksa?", "/periksa/tanda-tangan?")
    assert anybody.post(sign, data={"signature": "abc"}).status_code == 409, "nothing is stated yet"
    assert anybody.post(link, data={"result": f"valid: score {plan['score']}"}).status_code == 422
    done(anybody.post(link, data={"result": "valid"}))
    stated = anybody.get(root + "/pemeriksaan.json")
    told = stated.json()
    assert told["auditor"] == "Inspektorat Kota" and told["valid"] is True and told["seed"] == seed
    assert told["version"] == 1 and told["list_hash"].startswith("sha256:")
    assert not {"score", "upper_bound", "gap", "instance_hash", "budget"} & set(told)
    assert anybody.post(sign, data={"signature": "<script>"}).status_code == 422
    signature = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----"
    done(anybody.post(sign, data={"signature": signature}))
    page = anybody.get(root + "/pembagian").text
    assert "Inspektorat Kota" in page and "BEGIN SSH SIGNATURE" in page and str(plan["score"]) not in page
    assert anybody.get(root + "/pemeriksaan.json").content == stated.content, "what was signed stays as it is"
    done(anybody.post(sign, data={"signature": "abc"}), 409)
    other = fairs.auditor_link(fair, "BPK")
    assert other != link and anybody.get(link).status_code == 404
    done(anybody.post(other, data={"result": "invalid"}))
    done(anybody.post(other, data={"result": "invalid"}))
    assert anybody.get(root + "/pemeriksaan.json").json()["valid"] is False
    page = anybody.get(root + "/pembagian").text
    assert page.count("menghitung ulang versi 1") == 2 and "BEGIN SSH SIGNATURE" in page, "no verdict is ever wiped"
    earlier = re.findall(r"pemeriksaan\.json\?pernyataan=\d+", page)
    assert [anybody.get(f"{root}/{each}").content for each in earlier] == [stated.content]
    assert anybody.get(root + "/pemeriksaan.json?pernyataan=99999").status_code == 404


@wide
def test_the_auditor_s_link_is_shown_once_to_who_names_the_auditor(shop):
    """Whoever reads the office's page, from another HP or as a superior, cannot speak as the auditor."""
    here = world.a_shop()
    fair = a_fair(here, [HIDDEN, UNUSED, UNUSED], booths=2)
    link, naming = fairs.auditor_link(fair), {"auditor": "BPK"}
    with read() as db:
        kept_key = bazaar_by_slug(db, fair.slug).audit_key_hash
        events = [e for e in db.query(SecurityEvent) if e.code == "auditor_named"]
        assert kept_key and kept_key not in link and link.rpartition("=")[2] != kept_key
        assert [e.by_id for e in events] == [here.officer] and "Inspektorat" not in str(events[0].params)
    superior, nobody = world.as_person(here.superior), world.client()
    for reader in (fair.officer, superior):
        page = reader.get(fair.desk + "/sesudah").text
        assert "Inspektorat Kota" in page and "kunci=" not in page
    assert superior.post(fair.desk + "/sesudah/pemeriksa", data=naming).status_code == 422
    write(lambda db: setattr(Person.get(db, here.officer), "restricted_until", now() + timedelta(hours=12)))
    assert fair.officer.post(fair.desk + "/sesudah/pemeriksa", data=naming).status_code == 422
    assert nobody.get(link).status_code == 200, "neither ended the link"
    write(lambda db: setattr(Person.get(db, here.officer), "restricted_until", None))
    fresh = fairs.auditor_link(fair, "BPK")
    assert nobody.get(link).status_code == 404 and nobody.get(fresh).status_code == 200
    assert nobody.get(f"/bazar/{fair.slug}/periksa?kunci={kept_key}").status_code == 404, "what is kept opens nothing"


def test_papers_and_report_say_it_in_neither_words_nor_figures(shop):
    here = world.a_shop()
    fair = a_fair(here, [HIDDEN, UNUSED, UNUSED, UNUSED], booths=2)
    _, plan, _ = kept(fair)
    for paper in ("/surat/keputusan", "/surat/ringkasan", "/laporan"):
        text = fair.officer.get(fair.desk + paper).text
        assert str(plan["score"]) not in text and "terbukti" not in text and "kelompok yang dijamin" not in text, paper
    done(fair.chair(0).post(fair.page(0) + "/terlihat", data={"reserved_share": "shown"}))
    assert "terbukti" in fair.officer.get(fair.desk + "/surat/keputusan").text
    assert "kelompok yang dijamin" in fair.officer.get(fair.desk + "/surat/ringkasan").text


@wide
def test_a_neighbour_learns_no_need_by_asking_to_exchange(shop, monkeypatch):
    """Whose places fit is what each asked for: it is looked at when the other has said yes, and told in no names."""
    here = world.a_shop()
    monkeypatch.setattr(plan_room, "usual_budget", lambda groups, slots: 2_000)
    fair, shares = fairs.a_fair(here.officer, groups=3, booths=3), ("hidden", "unused", "unused")
    plugged = sa.update(table(Booth)).where(table(Booth).c.number == "A01").values(electricity=True)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "category_limit": "6"}
    done(fair.officer.post(fair.desk, data=form | {"reserved_groups": "1", "reserved_for": "difabel"}))
    write(lambda db: db.execute(plugged) and None)
    done(fair.officer.post(fair.desk + "/buka"))
    for n, share in enumerate(shares):
        fairs.register(fair, n, reserved_share=share, **({"needs": "electricity"} if n == 0 else {}))
    fairs.closed(fair)
    numbers = numbers_of(fair)
    for number, share in zip(numbers, shares, strict=True):
        judged = {"verdict": "eligible", **({"reserved": "1"} if share == "hidden" else {})}
        done(fair.officer.post(f"{fair.desk}/pendaftaran/{number}", data=judged))
    fairs.drawn(fair, "4711")
    done(fair.officer.post(fair.desk + "/pembagian/hitung"))
    run_waiting()
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    for n in range(3):
        done(fair.chair(n).post(f"{fair.page(n)}/jawab", data={"answer": "yes"}))
    asks = f"{fair.page(2)}/tukar"
    for other in (0, 1):
        done(fair.chair(2).post(asks, data={"to": numbers[other]}))
        with read() as db:
            wish = db.scalars(sa.select(Swap).order_by(table(Swap).c.id.desc())).first().key
        if other == 0:
            said = fair.chair(0).post(f"{fair.page(0)}/tukar/{wish}", data={"answer": "yes"})
            assert said.status_code == 422 and "tidak bisa ditukar menurut aturan" in said.text
            assert "kebutuhan" not in re.search(r'class="notice is-bad.*?</p>|role="alert".*?</', said.text, re.S)[0]
        done(fair.chair(2).post(f"{asks}/{wish}", data={"answer": "no"}))
    for _ in range(4):
        done(fair.chair(2).post(asks, data={"to": numbers[1]}))
        with read() as db:
            wish = db.scalars(sa.select(Swap).order_by(table(Swap).c.id.desc())).first().key
        done(fair.chair(2).post(f"{asks}/{wish}", data={"answer": "no"}))
    assert fair.chair(2).post(asks, data={"to": numbers[1]}).status_code == 429
