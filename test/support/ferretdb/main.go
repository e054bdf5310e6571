// Ferretdb is a server for MongoDB's protocol, for tests on machines without mongod. It embeds FerretDB on a
// PostgreSQL database, where it finds documents by index. On SQLite, FerretDB reads a whole collection unless it looks for an _id.
//
// MongoDB changes a single document atomically. FerretDB reads it and then writes it, so this server runs one write at a time.
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const headerLength = 16
const maxMessageLength = 48_000_000

func main() {
	address := flag.String("listen", "127.0.0.1:0", "address to listen on; port 0 takes one that is free")
	database := flag.String("postgresql", "", "URL of an empty database of PostgreSQL's")
	flag.Parse()
	if err := run(*address, *database); err != nil {
		log.Fatal(err)
	}
}

func run(address, postgres string) error {
	folder, err := os.MkdirTemp("", "ferretdb-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)

	socket := filepath.Join(folder, "socket")
	database, err := ferretdb.New(&ferretdb.Config{
		Listener:      ferretdb.ListenerConfig{Unix: socket},
		Handler:       "postgresql",
		PostgreSQLURL: postgres,
		Logger:        slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- database.Run(ctx) }()
	go accept(listener, socket)

	fmt.Printf("listening on mongodb://%s/\n", listener.Addr())
	<-ctx.Done()
	listener.Close()
	return <-ended
}

func accept(listener net.Listener, socket string) {
	var turn sync.Mutex
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go serve(client, socket, &turn)
	}
}

// Serve passes the commands of one client to the database, writes one at a time, and the answers back.
func serve(client net.Conn, socket string, turn *sync.Mutex) {
	defer client.Close()
	database, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	defer database.Close()

	for {
		command, err := readMessage(client)
		if err != nil {
			return
		}
		answer, err := ask(database, command, turn)
		if err != nil {
			return
		}
		if _, err := client.Write(answer); err != nil {
			return
		}
	}
}

func ask(database net.Conn, command []byte, turn *sync.Mutex) ([]byte, error) {
	if writes(command) {
		turn.Lock()
		defer turn.Unlock()
	}
	if _, err := database.Write(command); err != nil {
		return nil, err
	}
	return readMessage(database)
}

// ReadMessage reads one message of the wire protocol. Its first four bytes are its length, which includes them.
func readMessage(from io.Reader) ([]byte, error) {
	header := make([]byte, headerLength)
	if _, err := io.ReadFull(from, header); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(header)
	if length < headerLength || length > maxMessageLength {
		return nil, errors.New("not a message of MongoDB's protocol")
	}
	message := make([]byte, length)
	copy(message, header)
	_, err := io.ReadFull(from, message[headerLength:])
	return message, err
}

// Writes reports whether a command changes documents. An OP_MSG message begins with a document whose first key is the command's name.
func writes(command []byte) bool {
	const name = headerLength + 4 + 1 + 4 + 1
	for _, one := range []string{"insert", "update", "delete", "findAndModify"} {
		if len(command) > name && bytes.HasPrefix(command[name:], []byte(one+"\x00")) {
			return true
		}
	}
	return false
}
