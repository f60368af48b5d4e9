"""The trainers' room: versions of bot and classifier, runs, promotion with two people, corpus and inbox."""
