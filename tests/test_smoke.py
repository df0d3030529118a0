def test_generate_lists_every_item(run, core):
    outcome = run("generate")
    assert outcome.code == 0 and outcome.err == ""
    assert all(f"([{item.code}](#{item.code.lower()}))" in outcome.out for item in core.item_list)
