"""Figures of scipy that OutcomeAssociationTests compare with. Run: /usr/bin/python3 make_exploration.py"""

import numpy as np
from scipy import stats

i = np.arange(400)
x = (i * 7919) % 23 + 0.5 * ((i * 31) % 7)
z = (i * 104729) % 101 - 3 * x
y = (i * 48271) % 97 + 3 * x > 90
two = x > 14

print("spearman x y", stats.spearmanr(x, y).statistic)
print("spearman x z", stats.spearmanr(x, z).statistic)
print("pointbiserial two y", stats.pointbiserialr(y, two).statistic)
print("ranks of x, first five", ((stats.rankdata(x) - 0.5) / len(x))[:5])
