// The few colours and signs of the console, and durations and sizes in words.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "record/event.h"

namespace ropewalk::cli {

enum class Ink { kPlain, kBold, kDim, kGood, kBad, kCareful, kBusy };

/// Paints texts, or leaves them as they are.
class Palette {
 public:
  explicit Palette(bool has_colours) : has_colours_(has_colours) {}
  [[nodiscard]] std::string paint(Ink ink, std::string_view text) const;
  [[nodiscard]] bool has_colours() const { return has_colours_; }

 private:
  bool has_colours_;
};

/// `✓`, `✗`, `⊘` (cancelled), `-` (skipped).
[[nodiscard]] std::string_view sign(record::Conclusion conclusion);
[[nodiscard]] Ink ink(record::Conclusion conclusion);

[[nodiscard]] std::string_view sign(record::AnnotationLevel level);
[[nodiscard]] Ink ink(record::AnnotationLevel level);

/// `0.4s`, `12.3s`, `2m 05s`, `1h 02m`.
[[nodiscard]] std::string duration_text(std::chrono::milliseconds duration);
/// `812 B`, `1.2 kB`, `3.4 MB` (powers of 1000).
[[nodiscard]] std::string size_text(std::uint64_t bytes);
/// `1 file`, `3 files`.
[[nodiscard]] std::string count_text(std::uint64_t count, std::string_view noun);

}  // namespace ropewalk::cli
