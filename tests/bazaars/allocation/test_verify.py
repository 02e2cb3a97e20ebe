"""`market verify` trusts nothing: every kind of tampering is named."""

import copy
import itertools
import json
import os
import subprocess
import sys

import pytest

from bench.instances import instance
from market.bazaars.allocation.engine import MOST_BUDGET, solve
from market.bazaars.allocation.fairness import Fairness
from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.plan_file import allocate, envies, plan_file
from market.bazaars.allocation.score import broken_rules, score
from market.bazaars.allocation.verify import verify
from market.kernel.refused import Refused
from tests.server import ROOT

DATA = instance(60, 30, 2, seed=3)
PLAN = allocate(DATA, seed=4, budget=20_000)


def test_the_plan_itself_is_right():
    assert PLAN["rejected"], "somebody is left out, or half of the tampering below is idle"
    assert verify(DATA, PLAN).score == PLAN["score"]


def swap_two(plan):
    one, two = (
        plan["placements"][0],
        next(
            p
            for p in plan["placements"]
            if p["slot"] != plan["placements"][0]["slot"] and p["booths"] != plan["placements"][0]["booths"]
        ),
    )
    one["slot"], two["slot"] = two["slot"], one["slot"]


def seat_a_rejected_one(plan):
    plan["placements"].append(plan["placements"][0] | {"group": plan["rejected"][0]["group"]})
    plan["rejected"].pop(0)


def give_way_to_a_friend(plan):
    """A lower group stands where somebody better could."""
    last = {group["id"]: group for group in DATA["groups"]}
    lowest = min((p["group"] for p in plan["placements"]), key=lambda name: last[name]["points"])
    plan["placements"] = [p for p in plan["placements"] if p["group"] != lowest]


TAMPERING = {
    "another instance": (lambda plan: plan.update(instance_hash="sha256:0"), "plan_of_another"),
    "a better score": (lambda plan: plan.update(score=plan["score"] + 1), "plan_differs"),
    "a score in words": (lambda plan: plan.update(score=str(plan["score"])), "plan_differs"),
    "a lower bound than proven": (lambda plan: plan.update(upper_bound=plan["score"]), "bound_unproven"),
    "no prices": (lambda plan: plan.update(bound={}), "bound_wrong"),
    "a price below zero": (lambda plan: plan["bound"]["booths"][DATA["slots"][0]].update({"A01": -5}), "bound_wrong"),
    "free booths": (lambda plan: plan["bound"].update(booths={}), "bound_unproven"),
    "prices that earn": (lambda plan: plan["bound"].update(reserved={DATA["slots"][0]: 10**11}), "bound_unproven"),
    "a nicer gap": (lambda plan: plan.update(gap="0.0000"), "plan_differs"),
    "an unknown group": (lambda plan: plan["placements"][0].update(group="nobody"), "placements_wrong"),
    "an unknown booth": (lambda plan: plan["placements"][0].update(booths=["Z99"]), "placements_wrong"),
    "two places at once": (lambda plan: plan["placements"].append(dict(plan["placements"][0])), "placements_wrong"),
    "a booth given twice": (seat_a_rejected_one, "rule_"),
    "somebody left out silently": (give_way_to_a_friend, None),
    "days exchanged": (swap_two, None),
    "one is not told why": (lambda plan: plan["rejected"].pop(), "rejected_wrong"),
    "an untrue reason": (
        lambda plan: plan["rejected"][0]["reasons"].append({"code": "reserved_share"}),
        "reason_untrue",
    ),
    "no reason": (lambda plan: plan["rejected"][0].update(reasons=[]), "reason_missing"),
    "a false hope": (lambda plan: plan["rejected"][0]["would_help"].append("one_booth"), "reason_untrue"),
    "hidden envy": (lambda plan: plan.update(envy=1), "plan_differs"),
    "invented envy by pins": (lambda plan: plan.update(envy_by_pins=[["g1", "g2"]]), "plan_differs"),
    "no placements": (lambda plan: plan.pop("placements"), "plan_differs"),
    "a budget below zero": (lambda plan: plan.update(budget=-1), "whole_number"),
    "a seed in a file that is text": (lambda plan: plan.update(seed=str(plan["seed"])), "whole_number"),
    "a seed in words": (lambda plan: plan.update(seed="abc"), "whole_number"),
}


def exchanged() -> dict:
    """Two groups alike in all that the rules and the score ask have changed booths; everything else is told anew."""
    data = copy.deepcopy(DATA)
    twin = data["groups"][0] | {"id": "twin", "lottery": 999_999}
    data["groups"].append(twin)
    problem = read_instance(data)
    plan = list(solve(problem, 4, 20_000))
    for g, h in itertools.combinations([g for g, choice in enumerate(plan) if choice], 2):
        other = list(plan)
        other[g], other[h] = plan[h], plan[g]
        legal = not broken_rules(problem, other) and score(problem, other) == score(problem, plan)
        if legal and not any(envies(problem, other)) and Fairness(problem, other).wasted() is None:
            return {"data": data, "plan": plan_file(problem, other, seed=4, budget=20_000)}
    raise AssertionError("no two groups can change booths at equal score")


def test_two_groups_exchanged_at_equal_score_are_named():
    found = exchanged()
    assert not verify(found["data"], found["plan"], rerun=False).run_again, "every rule holds"
    with pytest.raises(Refused) as refused:
        verify(found["data"], found["plan"])
    assert refused.value.code == "rerun_differs"
    named = refused.value.params
    assert named["told"] != named["true"] and named["group"] in {group["id"] for group in found["data"]["groups"]}


def test_another_seed_is_named():
    plan = PLAN | {"seed": 5}
    assert allocate(DATA, seed=5, budget=20_000)["placements"] != PLAN["placements"]
    with pytest.raises(Refused) as refused:
        verify(DATA, plan)
    assert refused.value.code == "rerun_differs" and refused.value.params["seed"] == 5


def test_a_reason_that_is_true_but_was_left_out_is_named():
    plan = copy.deepcopy(PLAN)
    rich = next(each for each in plan["rejected"] if len(each["reasons"]) > 1)
    rich["reasons"].pop()
    with pytest.raises(Refused) as refused:
        verify(DATA, plan)
    assert refused.value.code == "rerun_reasons" and refused.value.params["group"] == rich["group"]


def test_the_order_in_a_plan_file_is_no_difference():
    plan = copy.deepcopy(PLAN)
    for name in ("placements", "rejected"):
        plan[name].reverse()
    assert verify(DATA, plan).run_again


def test_a_budget_nobody_can_wait_for_is_refused():
    for budget in (MOST_BUDGET + 1, 10**30):
        with pytest.raises(Refused) as refused:
            verify(DATA, PLAN | {"budget": budget})
        assert refused.value.code == "budget_wrong"


def test_a_plan_of_another_engine_is_checked_but_not_run_again():
    found = verify(DATA, PLAN | {"engine": "somebody-else-7", "seed": 99})
    assert not found.run_again and found.engine == "somebody-else-7"


def test_two_files_given_the_wrong_way_round_are_named():
    """`slots is ?` told nobody that the plan stood first."""
    with pytest.raises(Refused, match="files_swapped"):
        verify(PLAN, DATA)


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_named(what):
    tamper, code = TAMPERING[what]
    plan = copy.deepcopy(PLAN)
    tamper(plan)
    with pytest.raises(Refused) as refused:
        verify(DATA, plan)
    assert refused.value.code.startswith(code or "")


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "market", *arguments], capture_output=True, text=True, cwd=ROOT, env=os.environ | more
    )


def test_two_processes_make_the_same_plan(tmp_path):
    (tmp_path / "instance.json").write_text(json.dumps(DATA))
    plans = []
    for seed in ("1", "2"):
        out = tmp_path / f"plan{seed}.json"
        done = run(
            "allocate",
            str(tmp_path / "instance.json"),
            "--seed",
            "4",
            "--budget",
            "20000",
            "-o",
            str(out),
            PYTHONHASHSEED=seed,
        )
        assert done.returncode == 0, done.stderr
        plans.append(json.loads(out.read_text()))
    for name in ("placements", "rejected", "score"):
        assert json.dumps(plans[0][name]) == json.dumps(plans[1][name]) == json.dumps(PLAN[name])
    told = {}
    for language in ("id", "en"):
        done = run("verify", str(tmp_path / "instance.json"), str(out), "--explain", language)
        assert done.returncode == 0, done.stderr
        assert all(each["group"] + ": " in done.stdout for each in PLAN["rejected"])
        told[language] = done.stdout
    assert "Sah." in told["id"] and "hasilnya sama" in told["id"] and "valid" not in told["id"]
    assert "Valid." in told["en"] and "the result is the same" in told["en"] and "Sah" not in told["en"]
    plain = run("verify", str(tmp_path / "instance.json"), str(out), "--no-rerun")
    assert plain.returncode == 0 and "not run again" in plain.stdout and "Valid." not in plain.stdout
    other = json.loads(out.read_text()) | {"engine": "somebody-else-7"}
    (tmp_path / "other.json").write_text(json.dumps(other))
    done = run("verify", str(tmp_path / "instance.json"), str(tmp_path / "other.json"), "--explain", "id")
    assert done.returncode == 3 and "somebody-else-7" in done.stdout and "Sah." not in done.stdout
    broken = json.loads(out.read_text())
    broken["score"] += 1
    out.write_text(json.dumps(broken))
    done = run("verify", str(tmp_path / "instance.json"), str(out))
    assert done.returncode == 1 and "score" in done.stderr


def test_a_missing_file_and_a_wrong_language(tmp_path):
    assert run("allocate", str(tmp_path / "none.json"), "-o", str(tmp_path / "x")).returncode == 1
    assert run("verify", str(tmp_path / "none.json"), str(tmp_path / "x"), "--explain", "fr").returncode == 2
    (tmp_path / "bad.json").write_text('{"slots": [NaN]}')
    done = run("allocate", str(tmp_path / "bad.json"), "-o", str(tmp_path / "x"))
    assert done.returncode == 1 and "NaN" in done.stderr and not (tmp_path / "x").exists()
