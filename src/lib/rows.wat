;; One query against many rows. Rebuild after a change: wat2wasm rows.wat --output=- | base64 -w0, into vector-rows.ts.
(module
  (memory (export "memory") 1)
  ;; out[j] = q . rows[j] for m rows of d floats (d and m multiples of 4).
  (func (export "dots") (param $q i32) (param $rows i32) (param $out i32) (param $m i32) (param $d i32)
    (local $row i32) (local $k i32) (local $end i32)
    (local $r1 i32) (local $r2 i32) (local $r3 i32)
    (local $x v128) (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local.set $row (i32.shl (local.get $d) (i32.const 2)))
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $m) (i32.const 2))))
    (loop $four
      (local.set $r1 (i32.add (local.get $rows) (local.get $row)))
      (local.set $r2 (i32.add (local.get $r1) (local.get $row)))
      (local.set $r3 (i32.add (local.get $r2) (local.get $row)))
      (local.set $s0 (v128.const i32x4 0 0 0 0)) (local.set $s1 (v128.const i32x4 0 0 0 0))
      (local.set $s2 (v128.const i32x4 0 0 0 0)) (local.set $s3 (v128.const i32x4 0 0 0 0))
      (local.set $k (i32.const 0))
      (loop $inner
        (local.set $x (v128.load (i32.add (local.get $q) (local.get $k))))
        (local.set $s0 (f32x4.add (local.get $s0) (f32x4.mul (local.get $x) (v128.load (i32.add (local.get $rows) (local.get $k))))))
        (local.set $s1 (f32x4.add (local.get $s1) (f32x4.mul (local.get $x) (v128.load (i32.add (local.get $r1) (local.get $k))))))
        (local.set $s2 (f32x4.add (local.get $s2) (f32x4.mul (local.get $x) (v128.load (i32.add (local.get $r2) (local.get $k))))))
        (local.set $s3 (f32x4.add (local.get $s3) (f32x4.mul (local.get $x) (v128.load (i32.add (local.get $r3) (local.get $k))))))
        (br_if $inner (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 16))) (local.get $row))))
      (f32.store (local.get $out) (call $sum (local.get $s0)))
      (f32.store offset=4 (local.get $out) (call $sum (local.get $s1)))
      (f32.store offset=8 (local.get $out) (call $sum (local.get $s2)))
      (f32.store offset=12 (local.get $out) (call $sum (local.get $s3)))
      (local.set $rows (i32.add (local.get $r3) (local.get $row)))
      (br_if $four (i32.lt_u (local.tee $out (i32.add (local.get $out) (i32.const 16))) (local.get $end)))))
  (func $sum (param $s v128) (result f32)
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $s)) (f32x4.extract_lane 1 (local.get $s)))
      (f32.add (f32x4.extract_lane 2 (local.get $s)) (f32x4.extract_lane 3 (local.get $s)))))
  ;; out[j] = bits in which q and rows[j] differ, 16 bits each, for m rows of b bytes (b a multiple of 16, below 512).
  (func (export "differing") (param $q i32) (param $rows i32) (param $out i32) (param $m i32) (param $b i32)
    (local $k i32) (local $end i32) (local $s v128)
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $m) (i32.const 1))))
    (loop $each
      (local.set $s (v128.const i32x4 0 0 0 0))
      (local.set $k (i32.const 0))
      (loop $inner
        (local.set $s (i8x16.add (local.get $s) (i8x16.popcnt (v128.xor
          (v128.load (i32.add (local.get $q) (local.get $k)))
          (v128.load (i32.add (local.get $rows) (local.get $k)))))))
        (br_if $inner (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 16))) (local.get $b))))
      (local.set $s (i16x8.extadd_pairwise_i8x16_u (local.get $s)))
      (local.set $s (i32x4.extadd_pairwise_i16x8_u (local.get $s)))
      (local.set $s (i32x4.add (local.get $s) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $s) (local.get $s))))
      (i32.store16 (local.get $out) (i32.add (i32x4.extract_lane 0 (local.get $s)) (i32x4.extract_lane 1 (local.get $s))))
      (local.set $rows (i32.add (local.get $rows) (local.get $b)))
      (br_if $each (i32.lt_u (local.tee $out (i32.add (local.get $out) (i32.const 2))) (local.get $end))))))
