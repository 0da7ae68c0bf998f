"""Two pages with a time limit, a wait page and an end."""

from pathlib import Path

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page, WaitPage, models
from otree.models import Participant
from otree.models_concrete import TaskQueueMessage
from pauses import pause


class C(BaseConstants):
    NAME_IN_URL = "timing"
    PLAYERS_PER_GROUP = 2
    NUM_ROUNDS = 1
    SECONDS = 1


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


class Player(BasePlayer):
    first = models.IntegerField(label="First number", initial=0)
    is_first_over = models.BooleanField(initial=False)
    is_second_over = models.BooleanField(initial=False)


def custom_export_time_limits(players):
    yield ["page", "first", "is_first_over", "is_second_over"]
    for player in players:
        page = player.participant._current_page_name
        yield [page, player.first, player.is_first_over, player.is_second_over]


def custom_export_with_dead_timers(players):
    """Kill what carries time limits out, which nothing in a real project can do."""
    from otree.asgi import app

    job = app.state.timers.supervised.job
    job.get_loop().call_soon_threadsafe(job.cancel)
    yield ["killed"]


def custom_export_after_an_hour(players):
    """Let everything that is due within an hour be due now."""
    for table, column in ((TaskQueueMessage, "epoch_time"), (Participant, "_timeout_expiration_time")):
        table.objects_filter().update({column: getattr(table, column) - 3600}, synchronize_session=False)
    yield ["an hour later"]


def custom_export_impatient(players):
    """Have time limits that could not be carried out tried again at once."""
    from lab_server.otree_patches import timeouts

    timeouts.SECONDS_BEFORE_THE_NEXT_TRY = 0
    yield ["impatient"]


def fail() -> None:
    """Fail as often as a file says."""
    failures = Path("failures")
    n_left = int(failures.read_text()) if failures.exists() else 0
    if n_left:
        failures.write_text(str(n_left - 1))
        raise ValueError("this hook fails")


class First(Page):
    form_model = "player"
    form_fields = ["first"]
    timeout_seconds = C.SECONDS

    @staticmethod
    def before_next_page(player, timeout_happened):
        player.is_first_over = timeout_happened
        pause("ending")
        fail()


class Wait(WaitPage):
    pass


class Second(Page):
    timeout_seconds = C.SECONDS

    @staticmethod
    def before_next_page(player, timeout_happened):
        player.is_second_over = timeout_happened


class Done(Page):
    pass


page_sequence = [First, Wait, Second, Done]
