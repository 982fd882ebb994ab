"""What is counted, added up and priced."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from memorykinds.kinds import InputError
from memorykinds.models import OfflineChatModel, Price, Prices, ScriptedChatModel, Spent, chat_model
from memorykinds.models import costs as costs_of
from memorykinds.models.meter import Meter
from memorykinds.models.providers import model_key

MINI = Spent(calls=2, input_tokens=1_000_000, cached_tokens=400_000, output_tokens=500_000)


def metered(*notes):
    meter = Meter()
    for purpose, model, spent in notes:
        meter.note(purpose, model, spent)
    return meter


def test_spent_adds_up_and_its_seconds_do_not_make_it_another():
    one, two = Spent(calls=1, input_tokens=3, seconds=1.5), Spent(calls=1, output_tokens=2)
    assert one + two == Spent(calls=2, input_tokens=3, output_tokens=2)
    assert (one + two).seconds == 1.5
    assert (one + two).tokens == 5


def test_a_price_counts_what_the_provider_had_kept_at_its_own_price():
    assert Price(input=1, output=2).of(MINI) == pytest.approx(1 + 1)
    assert Price(input=1, output=2, cached_input=0.5).of(MINI) == pytest.approx(0.6 + 0.2 + 1)


@pytest.mark.parametrize("wrong", [-1, float("nan"), float("inf"), "1"])
def test_a_price_that_is_no_amount_is_refused(wrong):
    with pytest.raises(InputError, match="at least 0"):
        Price(input=wrong)


def test_prices_that_are_none_are_refused():
    with pytest.raises(InputError, match="mapping"):
        Prices({"gpt-4o-mini": 0.15})


def test_a_price_is_found_by_the_whole_name_or_by_the_name_alone():
    meter = metered(("semantic", "openai:gpt-4o-mini", MINI))
    for name in ("openai:gpt-4o-mini", "gpt-4o-mini"):
        assert costs_of(meter, Prices({name: Price(1)})).price == pytest.approx(1)


def test_without_a_price_tokens_are_shown_and_the_want_is_said():
    meter = metered(("semantic", "openai:gpt-4o-mini", MINI), ("judge", "other", Spent(calls=1)))
    found = costs_of(meter, Prices({"gpt-4o-mini": Price(1)}))
    assert [row.price for row in found.rows] == [pytest.approx(1), None]
    assert found.price is None
    assert "No price is known of other." in str(found)
    assert "1,000,000" in str(found)


def test_no_money_is_spoken_of_where_no_prices_were_given():
    text = str(costs_of(metered(("semantic", "m", MINI))))
    assert "USD" not in text
    assert "price" not in text


def test_the_offline_model_is_free():
    assert costs_of(metered(("semantic", "offline", MINI)), Prices({})).price == 0


def test_an_empty_meter_has_an_empty_table():
    found = costs_of(Meter(), Prices({}))
    assert (found.rows, found.total, found.price) == ((), Spent(), 0)
    assert "total" in str(found)


def test_estimates_are_marked():
    guessed = Spent(calls=1, input_tokens=7, output_tokens=2, estimated_tokens=9)
    text = str(costs_of(metered(("semantic", "local", guessed))))
    assert "~7" in text
    assert "9 tokens are an estimate" in text
    assert str(guessed) == "1 calls, about 7 + 2 tokens"


def test_the_table_is_static_html_in_which_a_name_cannot_act():
    html = costs_of(metered(("semantic", "<script>alert(1)</script>", MINI)))._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_table_is_plain_data_too():
    data = costs_of(metered(("semantic", "m", MINI)), Prices({"m": Price(1)})).as_dict()
    assert data["rows"][0]["purpose"] == "semantic"
    assert data["total"]["calls"] == 2
    assert (data["price"], data["currency"]) == (pytest.approx(1), "USD")


def test_nothing_is_lost_when_threads_note_at_once():
    meter = Meter()

    def note(_):
        for _ in range(500):
            meter.note("semantic", "m", Spent(calls=1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(8)))
    assert meter.read() == {("semantic", "m"): Spent(calls=4000)}


def test_models_are_called_as_people_call_them_when_they_open_one():
    openai = chat_model("openai:gpt-4o-mini", api_key="k")
    names = [model_key(model) for model in (openai, OfflineChatModel(), ScriptedChatModel())]
    assert names == ["openai:gpt-4o-mini", "offline", "scripted"]
