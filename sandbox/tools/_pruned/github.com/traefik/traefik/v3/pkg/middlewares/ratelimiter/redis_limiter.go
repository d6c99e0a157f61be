package ratelimiter

import (
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"
	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"golang.org/x/time/rate"
)

// newRedisLimiter says that the sandbox's Traefik counts requests in memory only.
func newRedisLimiter(context.Context, rate.Limit, int64, time.Duration, int, dynamic.RateLimit, *zerolog.Logger) (limiter, error) {
	return nil, errors.New("the sandbox's build of Traefik lacks the client of Redis")
}
