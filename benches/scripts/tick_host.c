// The host's vector is a struct like any other.
#include "tick.c"
