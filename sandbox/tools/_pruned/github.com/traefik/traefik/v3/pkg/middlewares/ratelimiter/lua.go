// Package ratelimiter is whole but for its use of Redis, whose client takes longer to compile than anything else here.
package ratelimiter
