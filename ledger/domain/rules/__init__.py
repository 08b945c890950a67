"""Rules: what an activity earns, as data; the nouns are RuleTerms, Formula, Priced and Limited.

Nothing in this room knows a rate, a cap or a date of its own: they stand in rule versions. Everything in it
is pure and exact, so that the same inputs under the same version give the same points on every machine, for
ever.
"""
