.PHONY: help setup demo test lint format lock bench

help:    ## what can be made
	@sed -n 's/^\([a-z]*\): *## /  make \1\t/p' Makefile

setup:   ## .venv with the locked libraries that the bot needs; done by the others when needed
	@scripts/setup run

demo:    ## the chat in a terminal, without any key; NICHEREEL_DEMO="an idea" makes one reel
	@scripts/setup run && exec .venv/bin/python -m bot demo

test:    ## lint, types and every test
	@scripts/test

lint:    ## rules, layout and types
	@scripts/lint

format:  ## lay out the source
	@scripts/format

lock:    ## resolve the dependencies anew into locks/ (needs uv)
	@scripts/lock

bench:   ## measure what docs/performance.md claims
	@scripts/bench
