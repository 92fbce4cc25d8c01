"""The limits that figures and warnings are made by: chosen by us, measured by nobody."""

# The limits of the distance bands, and what the shares of the population are given for.
BANDS_KM = (1, 2, 5, 10)
BAND_EDGES_KM = (0, *BANDS_KM, None)

# How far people are thought to share offices, in the two-step floating catchment area (2SFCA).
CATCHMENT_KM = 5

# How far from a network of ways one may live, or an office be, and get there; and how fast.
SNAP_M = 500
WALK_KMH = 5

# What the shares of the population are given for where ways are measured in minutes.
WITHIN_MIN = (10, 20, 30, 60)

# Farther than this from every office, a place is underserved, if nobody says otherwise.
UNDERSERVED_KM = 5

# A change of distance that people notice, metres.
NOTICED_M = 100

# More names than this in one run are a systematic collection: no policy says how many.
MOST_NAMES = 200

# A straight line over more water than this, metres, is no way to an office: no river, but a sound.
WATER_M = 500
