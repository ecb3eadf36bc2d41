"""Judges a house after its torture: nothing lost, nothing charged twice, nothing half there, everything told."""

import collections
import json
import re
import sqlite3
import time

OPEN = "SELECT (SELECT count(*) FROM tasks WHERE state < 2) + (SELECT count(*) FROM deliveries WHERE status = 0)"


def rows(house, sql, *values):
    """Rows of the database, read beside the server."""
    database = sqlite3.connect(f"file:{house.data}/wildtrack.db?mode=ro", uri=True, timeout=10)
    try:
        return database.execute(sql, values).fetchall()
    finally:
        database.close()


def settle(house, bound_s):
    """Waits until all tasks have ended and all is told; how long it took, or None."""
    began = time.monotonic()
    while time.monotonic() - began < bound_s:
        if rows(house, OPEN) == [(0,)]:
            return round(time.monotonic() - began, 1)
        time.sleep(0.1)
    return None


def judge(trial, house, outside, customers, bound_s=60):
    """Lets a house settle that lives, then holds everything against everything. Ends its life."""
    took_s = settle(house, bound_s)
    trial.check(took_s is not None, f"after {bound_s} s there is still work: {rows(house, 'SELECT state, count(*) FROM tasks GROUP BY 1')}")
    trial.most("s until all had ended and was told", bound_s if took_s is None else took_s)
    for crowd in customers:
        faults_of(trial, house, crowd)
    trial.add("result files read whole", sum(crowd.read_whole for crowd in customers))
    told(trial, house, outside)
    charged(trial, house)
    trial.check(house.life.close() == 0, "the last life did not close in good order")
    findings = house.fsck()
    for fault in findings["faults"]:
        trial.fault(f"fsck: {fault}")
    trial.check(findings["unnamed"] == 0, f"{findings['unnamed']} files are left that nothing names")
    trial.add("tasks judged", findings["tasks"])
    trial.add("files held against their rows", findings["files"])


def faults_of(trial, house, crowd):
    """What one crowd of customers was told must be so."""
    for fault in crowd.faults[:10]:
        trial.fault(fault)
    kept = {task: (name, state) for task, name, state in rows(house, "SELECT id, external_id, state FROM tasks")}
    lost = [task for task in crowd.acked if task not in kept]
    trial.check(not lost, f"{len(lost)} acknowledged tasks are lost, e.g. {lost[:3]}")
    trial.add("creates acknowledged", len(crowd.acked))
    trial.add("acknowledged and lost", len(lost))
    for task, told_then in crowd.acked.items():
        if task in kept and kept[task][1] == 2:
            crowd.look(task, told_then)
    for fault in crowd.faults[10:20]:
        trial.fault(fault)


def told(trial, house, outside):
    """Every change of every task was heard, signed, first heard in order, and said the same each time it was said."""
    changes = rows(house, "SELECT task, seq, webhook_id, state FROM deliveries ORDER BY task, seq")
    missing, last_heard = 0, collections.defaultdict(float)
    for task, seq, name, _ in changes:
        calls = outside.heard.get(name, [])
        missing += not calls
        # Without the signatures of URLs: they end with the retention, which is another in lives that clear at once.
        bodies = {re.sub(rb"\?e=\d+&s=[\w-]+", b"", body) for _, _, body in calls}
        trial.check(len(bodies) <= 1, f"{name} said {len(bodies)} different things")
        if calls:
            trial.check(calls[0][0] > last_heard[task], f"{name} was heard before what came before it")
            last_heard[task] = calls[0][0]
            trial.add("callbacks heard", len(calls))
            trial.add("callbacks heard again", len(calls) - 1)
        for _, headers, body in calls[:1]:
            trial.check(outside.is_signed(house.account["webhook_secret"], headers, body), f"{name} is not signed")
            trial.check(json.loads(body)["task_id"] == task, f"{name} tells of another task")
    trial.check(not missing, f"{missing} of {len(changes)} changes were never heard")
    trial.add("changes told", len(changes))
    trial.add("changes never heard", missing)


def charged(trial, house):
    """Every success once, no failure, and the pack agrees."""
    twice = rows(house, "SELECT task FROM ledger WHERE kind IN ('commit', 'release') GROUP BY task HAVING count(*) > 1")
    trial.check(not twice, f"{len(twice)} tasks were settled twice")
    trial.add("double charges", len(twice))
    [(succeeded, spent)] = rows(
        house, "SELECT (SELECT COALESCE(sum(cost), 0) FROM tasks WHERE state = 2), (SELECT COALESCE(sum(spent), 0) FROM packs)")
    trial.check(succeeded == spent, f"successes cost {succeeded} and {spent} was spent")
    for state, count in rows(house, "SELECT state, count(*) FROM tasks WHERE state >= 2 GROUP BY state"):
        trial.add({2: "tasks that succeeded", 3: "tasks that failed"}[state], count)
