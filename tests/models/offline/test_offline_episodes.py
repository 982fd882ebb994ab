from offline_prompts import episodes

KETTLE = ("How do I descale a kettle?", "a> Boil water with vinegar, then rinse it twice.")


def test_a_task_with_its_answer_is_one_episode():
    (episode,) = episodes(*KETTLE)
    found = episode.content
    assert found.title == "How do I descale a kettle"
    assert found.situation == "The user asked: “How do I descale a kettle?”"
    assert "vinegar" in found.action
    assert found.outcome == found.lesson == ""
    assert found.participants == ("user", "assistant")
    assert episode.evidence == ("t1", "t2")


def test_the_verdict_is_the_outcome_and_teaches():
    (good,) = episodes(*KETTLE, "Works now, thanks!")
    assert "Works now" in good.content.outcome
    assert good.content.lesson.startswith("Do again: ")
    (bad,) = episodes(*KETTLE, "That's wrong, it still looks awful.")
    assert bad.content.lesson.startswith("Next time: ")


def test_feedback_teaches_too():
    (episode,) = episodes(*KETTLE, "f> Too long. Bullets, please.")
    assert "Bullets" in episode.content.outcome
    assert episode.content.lesson.startswith("Next time: ")


def test_small_talk_a_bare_statement_and_one_question_are_no_episode():
    assert episodes("lol") == []
    assert episodes("I live in Turin.", "a> Nice.") == []
    assert episodes("Is Python faster than Ruby?", "a> I like Python best.") == []


def test_what_the_assistant_claims_about_the_user_is_left_out():
    (episode,) = episodes("Recommend a sport.", "a> You like tennis. Try padel.")
    assert "tennis" not in episode.content.render()
    assert "padel" in episode.content.render()


def test_secrets_and_pastes_are_left_out():
    (episode,) = episodes(
        "Please fix this login. My password is hunter2.\n>I work at Globex", "a> Done: it works."
    )
    assert "hunter2" not in episode.content.render()
    assert "Globex" not in episode.content.render()


def test_what_an_assistant_tells_of_its_family_is_not_quoted():
    found = episodes(
        "Tell me a joke.", "a> My wife is a chemist. She has all the solutions.", "Ha!"
    )
    assert not any("chemist" in one.content.render() for one in found)
