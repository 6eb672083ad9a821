// How many bytes of a text are compared at once. Everything that asks gives the same answers with each of them.
#pragma once

namespace ropewalk::scan {

/// One for other processors than x86-64; sixteen is what all of those have, thirty-two (AVX2) what most have.
enum class Lanes : char { kOne, kSixteen, kThirtyTwo };

/// The most that this processor can.
[[nodiscard]] inline Lanes widest_lanes() {
#ifdef __x86_64__
  static const bool kHasAvx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("popcnt") != 0;
  return kHasAvx2 ? Lanes::kThirtyTwo : Lanes::kSixteen;
#else
  return Lanes::kOne;
#endif
}

}  // namespace ropewalk::scan
