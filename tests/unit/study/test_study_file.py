"""Study files: what they may say, and how what is wrong with one is named."""

from pathlib import Path

import pytest

from forecast_sharing.session.design import SessionDesign
from forecast_sharing.study.session_config import read_studies, session_config
from forecast_sharing.study.study import Contrast, StudyError, parse, read
from settings import APPS, MAX_ROUNDS, SESSION_CONFIG_DEFAULTS, SESSION_CONFIGS
from tests.harness.study_files import SOUND

STUDIES = Path(__file__).parents[3] / "studies"


def test_a_study_says_treatments_arms_and_plan():
    study = parse("two", SOUND)
    assert [arm.name for arm in study.arms] == ["one", "two"]
    assert study.treatments["cheap"].game.capacity_cost == 15
    assert (study.blocks, study.participants, study.sessions) == (4, 16, 2)
    assert study.contrasts == (Contrast("inflation", "dear", "cheap"),)
    assert study.theories == ("trust", "level_k")
    assert (study.design.num_rounds, study.design.arm_seed, study.design.show_up_fee) == (7, 5, 7.5)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Two cells"', "", "title must be text of 1 to 5000 characters, and is missing"),
        ("seed = 5", "seed = 0", "seed must be a whole number from 1 to 2147483647, not 0"),
        ("seed = 5", "sed = 5", "there is no key sed; there are: "),
        ("seed = 5", "seed = ", "must be TOML: .*line 5"),
        ("block_size = 4", "blok_size = 4", "there is no setting session.blok_size"),
        ("block_size = 4", "num_rounds = 4", "session.num_rounds must be left out"),
        ("block_size = 4", "block_size = 3", "session: block_size must be even"),
        ("block_size = 4", 'matching = "perfect_stranger"', "arms: .*perfect_stranger"),
        ("capacity_cost = 60", "capacity_cost = -1", "treatments.dear.capacity_cost must be a number from 0"),
        (
            "capacity_cost = 60",
            "capacity_cost = 75",
            "session: part 1 of arm one: capacity_cost must be greater than 0",
        ),
        ("capacity_cost = 60", "exchange_rate = 1", "treatments.dear.exchange_rate must be the same in the whole"),
        ("[treatments.dear]", "[treatments.Dear]", "the name treatments.Dear must be at most 40 lower-case"),
        ('treatment = "dear"', 'treatment = "der"', r"arms.one.parts\[1\].treatment must be one of the treatments: "),
        ("rounds = 7", "rounds = 8", "arms must all have the same number of rounds.*one 7, two 8"),
        ("rounds = 3", "round = 3", r"there is no key arms.one.parts\[1\].round"),
        ("sessions = 2", "sessions = 0", "plan.sessions must be a whole number from 1 to 1000, not 0"),
        ('outcome = "inflation"', 'outcome = "lying"', r"analysis.contrasts\[1\].outcome must be one of: inflation"),
        (
            'second = "cheap"',
            'second = "x"',
            r"analysis.contrasts\[1\].second must be one of the treatments that are played",
        ),
        ('second = "cheap"', 'second = "dear"', r"analysis.contrasts\[1\].second must be another treatment than first"),
        ("[analysis]", '[analysis]\ntheories = ["trust"]', "analysis.theories must hold level_k"),
        ("[analysis]", '[analysis]\ntheories = ["hope"]', "analysis.theories must be some of: .*not 'hope'"),
        ("[arms.one]", "[arms.one]\nfoo = 1", "there is no key arms.one.foo"),
    ],
)
def test_what_is_wrong_is_named_by_file_key_rule_and_value(old, new, said):
    assert old in SOUND
    with pytest.raises(StudyError, match=f"^two/study.toml: {said}"):
        parse("two", SOUND.replace(old, new, 1))


def test_a_study_without_a_file_or_not_in_utf_8_is_refused(tmp_path):
    with pytest.raises(StudyError, match="there is no such file"):
        read(tmp_path)
    (tmp_path / "study.toml").write_bytes(b"title = '\xe4'")
    with pytest.raises(StudyError, match="must be text in UTF-8"):
        read(tmp_path)


def test_one_faulty_study_leaves_the_others_and_is_named(tmp_path):
    for name, source in {"good": SOUND, "bad": SOUND.replace("seed = 5", "")}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "study.toml").write_text(source, encoding="utf-8")
    (tmp_path / "notes").mkdir()
    found = read_studies(tmp_path)
    assert [study.name for study, _ in found.studies] == ["good"]
    assert found.faults == (
        f"{tmp_path.name}/bad/study.toml: seed must be a whole number from 1 to 2147483647, and is missing",
    )


def test_the_session_config_of_a_study_is_its_design():
    study = parse("two", SOUND)
    config = session_config(study, None, APPS)
    assert SessionDesign.from_config({**SESSION_CONFIG_DEFAULTS, **config}) == study.design
    assert (config["name"], config["num_demo_participants"]) == ("study_two", 8)
    rare = parse("two", SOUND.replace("[arms.two]\nblocks = 2", "[arms.two]\nblocks = 6"))
    assert session_config(rare, None, APPS)["num_demo_participants"] == 16


def test_the_studies_that_ship_are_sound_and_no_longer_than_the_other_sessions():
    found = read_studies(STUDIES)
    assert found.faults == ()
    assert [study.name for study, _ in found.studies] == ["crossover", "demo_study", "four_cells", "no_communication"]
    assert {f"study_{study.name}" for study, _ in found.studies} <= {config["name"] for config in SESSION_CONFIGS}
    # Every session has the pages of the longest.
    assert max(study.design.total_rounds for study, _ in found.studies) <= MAX_ROUNDS == 32
