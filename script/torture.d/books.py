"""Units and retried creates (P2, P7): the long forms of two tests of the store, which its suite runs short."""

import subprocess

from stage import ROOT, Failed

TITLE = "Units and retried creates, a thousand times"
TESTS = {
    "64 creates at a time with one external id, a thousand times: one task, one reserve each": [
        "--test", "suite", "once::sixty_four_creates_with_one_external_id_make_one_task_and_one_reserve_a_thousand_times"],
    "200 000 random histories of units against a model: they agree after every step": [
        "--lib", "ledger::tests::in_two_hundred_thousand_histories_the_books_and_the_model_agree_after_every_step"],
}


def run(trial):
    if trial.is_short:
        # The suite of tests has run them in their short form.
        return
    names = list(TESTS)
    for number in trial.rounds("tests", len(names)):
        *which, test = TESTS[names[number]]
        ended = subprocess.run(["cargo", "test", "--quiet", "--workspace", *which, test, "--", "--ignored"],
                               cwd=ROOT, capture_output=True, text=True)
        if ended.returncode or "1 passed" not in ended.stdout:
            raise Failed(f"{names[number]}: {(ended.stdout + ended.stderr)[-2000:]}")
        trial.figure(names[number], "passed")
