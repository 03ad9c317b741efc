"""The application: what people can say, what they are answered, and where all parts are put together.

Read `commands/` for what can be asked, `voice/` for every word that people read, `desk` for how a
line becomes an answer, and `assembly` for how the house is built.
"""
