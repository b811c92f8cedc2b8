// SPDX-License-Identifier: MIT

// The benchmarks of ../suite.c that Go can have too, in the same order.
package oracle

import (
	"testing"
	"time"
)

func nap(b *testing.B) {
	for i := 0; i < b.N; i++ {
		time.Sleep(100 * time.Microsecond)
	}
}

func BenchmarkPlain(b *testing.B) { nap(b) }

func BenchmarkSub(b *testing.B) {
	b.Run("a b", nap)
	b.Run("a b", func(b *testing.B) {
		b.SetBytes(64)
		nap(b)
	})
	b.Run("averyveryverylongnameofabenchmark", nap)
	b.Run("10µs", func(b *testing.B) {
		b.SetBytes(64)
		nap(b)
	})
	b.Log("parent log")
}

func BenchmarkSkip(b *testing.B) { b.Skip("not today") }

func BenchmarkLog(b *testing.B) {
	b.Logf("hello %d\nthere", 1)
	nap(b)
}

func BenchmarkFail(b *testing.B) {
	b.Log("before")
	b.Error("bad")
	nap(b)
}

func BenchmarkMetric(b *testing.B) {
	nap(b)
	b.ReportMetric(12.5, "widgets/op")
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(0.00012, "x/op")
	b.ReportMetric(7, "frames/s")
}

func BenchmarkEnd(b *testing.B) { nap(b) }
