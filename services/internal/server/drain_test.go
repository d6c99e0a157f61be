package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"
	"time"
)

// post sends a request that http.Transport cannot repeat on its own, so that no lost request goes unseen.
func post(client *http.Client, url string) (*http.Response, error) {
	resp, err := client.Post(url, "text/plain", io.NopCloser(strings.NewReader("x")))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp, err
}

func TestDrainLosesNoRequest(t *testing.T) {
	t.Parallel()
	const delay, clients = 800 * time.Millisecond, 8
	leaving := start(t, text("leaving"), WithDrain(delay, 5*time.Second))
	staying := start(t, text("staying"))
	balancerLate, end := make(chan struct{}), make(chan struct{})
	var work sync.WaitGroup
	warm := make(chan struct{}, clients)

	for n := range clients {
		client, late := newClient(t), n%2 == 0
		work.Go(func() {
			target, drained, answers := leaving.url, 0, 0
			for ; ; answers++ {
				if answers == 20 {
					warm <- struct{}{}
				}
				select {
				case <-end:
					if drained == 0 {
						t.Error("a client got no answer from the draining server")
					}
					return
				case <-balancerLate:
					target = staying.url
				default:
				}
				resp, err := post(client, target)
				if err != nil || resp.StatusCode != http.StatusOK {
					t.Errorf("request lost: %v", err)
					return
				}
				if resp.Close {
					drained++
					if !late { // This one heeds "Connection: close"; a late balancer keeps sending new connections.
						target = staying.url
					}
				}
			}
		})
	}
	for range clients {
		<-warm
	}
	leaving.drain()
	time.AfterFunc(delay/2, func() { close(balancerLate) })
	if err := <-leaving.done; err != nil {
		t.Error(err)
	}
	close(end)
	work.Wait()
}

func TestDrainingServerStillAnswersAndAsksToMoveOn(t *testing.T) {
	t.Parallel()
	app := http.NewServeMux()
	app.HandleFunc("/text", text("hello"))
	app.HandleFunc("/silent", func(http.ResponseWriter, *http.Request) {})
	app.HandleFunc("/flushed", func(w http.ResponseWriter, _ *http.Request) { _ = http.NewResponseController(w).Flush() })
	app.HandleFunc("/panic", func(http.ResponseWriter, *http.Request) { panic("boom") })
	run := start(t, app, WithDrain(time.Second, time.Second))
	run.drainAndWait(t)

	for path, code := range map[string]int{
		"/text": 200, "/silent": 200, "/flushed": 200, "/panic": 500, "/nowhere": 404,
		"/healthz": 200, "/readyz": 503, "/metrics": 200,
	} {
		resp, _ := get(t, newClient(t), run.url+path)
		if resp.StatusCode != code || !resp.Close {
			t.Errorf("%s: got %d, close %t; want %d, close true", path, resp.StatusCode, resp.Close, code)
		}
	}
}

func TestDrainKeepsIdleConnectionsOpenUntilTheirNextRequest(t *testing.T) {
	t.Parallel()
	run := start(t, text("hello"), WithDrain(time.Second, time.Second))
	client := newClient(t)
	if resp, _ := get(t, client, run.url); resp.Close {
		t.Fatal("the server closes connections before it drains")
	}
	run.drainAndWait(t)

	reused := false
	trace := &httptrace.ClientTrace{GotConn: func(conn httptrace.GotConnInfo) { reused = conn.Reused }}
	req, _ := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), http.MethodGet, run.url, nil)
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if !reused || !resp.Close {
		t.Errorf("got reused %t, close %t; want both", reused, resp.Close)
	}
}

func TestShutdownWaitsForRequestsThatBeganBeforeTheDrain(t *testing.T) {
	began, finish := make(chan struct{}), make(chan struct{})
	run := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(began)
		<-finish
		if r.Context().Err() != nil {
			t.Error("the drain cancelled the request")
		}
		io.WriteString(w, "late")
	}))
	type result struct {
		resp *http.Response
		err  error
	}
	answered := make(chan result, 1)
	go func() {
		resp, err := post(newClient(t), run.url)
		answered <- result{resp, err}
	}()
	<-began
	run.drain()
	for { // Until the port is closed.
		conn, err := net.Dial("tcp", strings.TrimPrefix(run.url, "http://"))
		if err != nil {
			break
		}
		conn.Close()
	}
	close(finish)
	if got := <-answered; got.err != nil || got.resp.StatusCode != 200 || !got.resp.Close {
		t.Errorf("got %+v, want 200 with Connection: close", got)
	}
	if err := <-run.done; err != nil {
		t.Error(err)
	}
}

func TestStartReportsRequestsThatOutliveTheDrainTimeout(t *testing.T) {
	began := make(chan struct{})
	run := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done()
	}), WithDrain(0, 20*time.Millisecond))
	go post(newClient(t), run.url)
	<-began
	run.drain()
	err := <-run.done
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "finish open requests within 20ms") {
		t.Errorf("got %v, want the exceeded timeout", err)
	}
}
