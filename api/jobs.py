"""The worker: periodic work of every room, run by huey on SQLite, PostgreSQL or Redis.

Start it with `python -m api.jobs`; `./run` does. Tasks only wrap the rooms' own functions.
"""
