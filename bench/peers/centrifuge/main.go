// A server of Centrifugo's own library that does nothing but tell everybody: `centrifuge <messages> <bytes>`. It prints its URL, and when a line
// comes on standard input, publishes as many messages as it was told to a channel that every connection is subscribed to.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/centrifugal/centrifuge"
)

const channel = "all"

// Bytes that may wait for one connection: all that is told fits, so that nobody is cut off as too slow.
const queueBytes = 64 << 20

func main() {
	messages, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	bytes, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	node, err := centrifuge.New(centrifuge.Config{ClientQueueMaxSize: queueBytes})
	if err != nil {
		log.Fatal(err)
	}
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{
			Credentials:   &centrifuge.Credentials{},
			Subscriptions: map[string]centrifuge.SubscribeOptions{channel: {}},
		}, nil
	})
	if err := node.Run(); err != nil {
		log.Fatal(err)
	}
	// No pings: the generator only listens.
	http.Handle("/connection", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{
		CheckOrigin:    func(*http.Request) bool { return true },
		PingPongConfig: centrifuge.PingPongConfig{PingInterval: -1},
	}))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(listener, nil)) }()
	fmt.Printf("http://%s\n", listener.Addr())

	data, err := json.Marshal(map[string]string{"text": strings.Repeat("x", bytes)})
	if err != nil {
		log.Fatal(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	if !lines.Scan() {
		return
	}
	for range messages {
		if _, err := node.Publish(channel, data); err != nil {
			log.Fatal(err)
		}
	}
	// Until whoever started it is gone.
	lines.Scan()
}
