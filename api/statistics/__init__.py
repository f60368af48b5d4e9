"""How the office does: indicators with numerator, denominator, target, formula version and clause."""
