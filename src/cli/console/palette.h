// The signs of the console and their colours, and durations and sizes in words.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "diag/palette.h"
#include "record/event.h"

namespace ropewalk::cli {

/// Of a run that goes on, where nothing turns.
inline constexpr std::string_view kRunningSign = "▶";

using diag::Ink;
using diag::Palette;

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
