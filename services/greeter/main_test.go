package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// With RUN_MAIN set the test binary is the greeter, so that tests can send signals to a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("RUN_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

type process struct {
	*exec.Cmd
	addr  string
	lines *bufio.Scanner
}

func startMain(t *testing.T, drainDelay string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = []string{"RUN_MAIN=1", "ADDR=127.0.0.1:0", "DRAIN_DELAY=" + drainDelay}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	p := &process{Cmd: cmd, lines: bufio.NewScanner(stdout)}
	p.addr = p.waitFor(t, "listening")
	return p
}

// waitFor reads the log up to a message and returns the address in it, if any.
func (p *process) waitFor(t *testing.T, message string) string {
	t.Helper()
	for p.lines.Scan() {
		var line struct{ Msg, Addr string }
		if err := json.Unmarshal(p.lines.Bytes(), &line); err != nil {
			t.Fatalf("not JSON: %s", p.lines.Text())
		}
		if line.Msg == message {
			return line.Addr
		}
	}
	t.Fatalf("the process ended before it logged %q", message)
	return ""
}

func TestMainGreetsAndEndsCleanlyOnSIGTERM(t *testing.T) {
	p := startMain(t, "0s")
	resp, err := http.Get("http://" + p.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); string(body) != "Hello, World!" {
		t.Errorf("got %q", body)
	}
	_ = p.Process.Signal(syscall.SIGTERM)
	p.waitFor(t, "stopped")
	if err := p.Wait(); err != nil {
		t.Errorf("got %v, want exit code 0", err)
	}
}

func TestMainEndsAtOnceOnASecondSignal(t *testing.T) {
	p := startMain(t, "60s")
	_ = p.Process.Signal(syscall.SIGINT)
	p.waitFor(t, "draining")
	ended := make(chan error, 1)
	go func() { ended <- p.Wait() }()
	again, limit := time.NewTicker(10*time.Millisecond), time.After(5*time.Second)
	defer again.Stop()
	for {
		select {
		case <-again.C: // Repeated, because one that follows within microseconds counts as the first.
			_ = p.Process.Signal(syscall.SIGTERM)
		case err := <-ended:
			var exit *exec.ExitError
			if !errors.As(err, &exit) {
				t.Errorf("got %v, want a process ended by a signal", err)
			}
			return
		case <-limit:
			t.Fatal("the process goes on draining")
		}
	}
}

func TestMainExplainsABadEnvironment(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = []string{"RUN_MAIN=1", "ADDR=8080", "LOG_LEVEL=loud"}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("got %v, want exit code 1", err)
	}
	if got := stderr.String(); !strings.Contains(got, "ADDR: must be") || !strings.Contains(got, "LOG_LEVEL: must be") {
		t.Errorf("got %q, want both problems", got)
	}
}
