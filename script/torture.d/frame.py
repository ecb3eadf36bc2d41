"""The frame itself: a fault is recorded, a control that is not noticed is a fault, and rounds go on where they were stopped."""

TITLE = "The frame notices what it should"


def run(trial):
    lots = trial.lots("a")
    trial.check(lots.random() == trial.lots("a").random(), "the same lot came out differently")
    before = list(trial.record["faults"])
    trial.check(False, "not a fault: the frame is tried")
    trial.control("a safeguard that is not needed", "nothing happened", noticed=False)
    noticed = len(trial.record["faults"]) - len(before)
    trial.record["faults"] = before
    trial.record["controls"].clear()
    trial.check(noticed == 2, f"of two faults {noticed} were recorded")
    for _ in trial.rounds("rounds", 3):
        trial.add("rounds")
    trial.check(list(trial.rounds("rounds", 3)) == [], "a round was done twice")
