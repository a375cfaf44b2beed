// The log as others' code sees it: golang.org/x/mod/sumdb (the Go checksum database's own) and filippo.io/torchwood (a
// C2SP implementation). Reads questions as JSON lines, answers each with a line: "ok", or what does not hold.
package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Kind    string   // what to do, below
	Size    int64    // tree: of a tree of the entries "entry 0", "entry 1", …
	Root    string   // base64
	Index   int64    // inclusion
	Old     int64    // consistency, to Size
	Hashes  []string // base64
	Folder  string   // export: of an export
	Policy  string   // a policy's text (C2SP tlog-policy)
	Note    string   // checkpoint: a signed note
	Vkey    string
	Proof   string // proof: the text of a .tlog-proof
	Entry   string // base64, the leaf that it is for
	Entries int64  // export: how many it must hold
}

var hashes []tlog.Hash // of the entries so far, as tlog stores them
var grown int64

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<26)
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			fmt.Println("unreadable:", err)
			continue
		}
		if err := answer(q); err != nil {
			fmt.Println(strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("ok")
		}
	}
}

func answer(q question) error {
	switch q.Kind {
	case "tree":
		return tree(q)
	case "inclusion":
		return inclusion(q)
	case "consistency":
		return consistency(q)
	case "note":
		verifier, err := note.NewVerifier(q.Vkey)
		if err != nil {
			return err
		}
		_, err = note.Open([]byte(q.Note), note.VerifierList(verifier))
		return err
	case "checkpoint":
		_, err := checkpoint(q)
		return err
	case "proof":
		policy, err := torchwood.ParsePolicy([]byte(q.Policy))
		if err != nil {
			return err
		}
		return torchwood.VerifyProof(policy, tlog.RecordHash(bytes(q.Entry)), []byte(q.Proof))
	case "export":
		return export(q)
	}
	return fmt.Errorf("unknown question %q", q.Kind)
}

func bytes(text string) []byte {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return data
}

func hash(text string) (h tlog.Hash) {
	copy(h[:], bytes(text))
	return h
}

func all(texts []string) (out []tlog.Hash) {
	for _, text := range texts {
		out = append(out, hash(text))
	}
	return out
}

var reader = tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = hashes[index]
	}
	return out, nil
})

func grow(size int64) error {
	for ; grown < size; grown++ {
		stored, err := tlog.StoredHashes(grown, []byte(fmt.Sprintf("entry %d", grown)), reader)
		if err != nil {
			return err
		}
		hashes = append(hashes, stored...)
	}
	return nil
}

// tree: the root is the one that sumdb computes.
func tree(q question) error {
	if err := grow(q.Size); err != nil {
		return err
	}
	root, err := tlog.TreeHash(q.Size, reader)
	if err != nil {
		return err
	}
	if root != hash(q.Root) {
		return fmt.Errorf("sumdb has another root at %d", q.Size)
	}
	return nil
}

// inclusion: the proof is the one that sumdb makes, and sumdb accepts it.
func inclusion(q question) error {
	entry := tlog.RecordHash([]byte(fmt.Sprintf("entry %d", q.Index)))
	if err := tlog.CheckRecord(all(q.Hashes), q.Size, hash(q.Root), q.Index, entry); err != nil {
		return err
	}
	own, err := tlog.ProveRecord(q.Size, q.Index, reader)
	if err != nil {
		return err
	}
	return same(own, q.Hashes)
}

// consistency: the same from size Old.
func consistency(q question) error {
	old, err := tlog.TreeHash(q.Old, reader)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(all(q.Hashes), q.Size, hash(q.Root), q.Old, old); err != nil {
		return err
	}
	own, err := tlog.ProveTree(q.Size, q.Old, reader)
	if err != nil {
		return err
	}
	return same(own, q.Hashes)
}

func same(own []tlog.Hash, theirs []string) error {
	if len(own) != len(theirs) {
		return fmt.Errorf("sumdb makes a proof of %d hashes, not %d", len(own), len(theirs))
	}
	for i := range own {
		if own[i] != hash(theirs[i]) {
			return fmt.Errorf("hash %d of the proof differs", i)
		}
	}
	return nil
}

func checkpoint(q question) (torchwood.Checkpoint, error) {
	policy, err := torchwood.ParsePolicy([]byte(q.Policy))
	if err != nil {
		return torchwood.Checkpoint{}, err
	}
	signed := []byte(q.Note)
	if q.Folder != "" {
		if signed, err = os.ReadFile(q.Folder + "/checkpoint"); err != nil {
			return torchwood.Checkpoint{}, err
		}
	}
	c, _, err := torchwood.VerifyCheckpoint(signed, policy)
	return c, err
}

// export: every entry is there, in tiles that lead to the checkpoint's root.
func export(q question) error {
	c, err := checkpoint(q)
	if err != nil {
		return err
	}
	files, err := torchwood.NewTileFS(os.DirFS(q.Folder))
	if err != nil {
		return err
	}
	client, err := torchwood.NewClient(files)
	if err != nil {
		return err
	}
	var count int64
	for range client.AllEntries(context.Background(), c.Tree, 0) {
		count++
	}
	if err := client.Err(); err != nil {
		return err
	}
	if count != c.N || count != q.Entries {
		return fmt.Errorf("%d entries in a log of %d", count, c.N)
	}
	return nil
}
