#include "cli/console/palette.h"

#include <fmt/format.h>

#include <array>

namespace ropewalk::cli {
namespace {

using record::AnnotationLevel;
using record::Conclusion;

}  // namespace

std::string_view sign(Conclusion conclusion) {
  switch (conclusion) {
    case Conclusion::kSuccess: return "✓";
    case Conclusion::kFailure: return "✗";
    case Conclusion::kCancelled: return "⊘";
    case Conclusion::kSkipped: return "-";
  }
  return "";
}

Ink ink(Conclusion conclusion) {
  switch (conclusion) {
    case Conclusion::kSuccess: return Ink::kGood;
    case Conclusion::kFailure: return Ink::kBad;
    case Conclusion::kCancelled: return Ink::kCareful;
    case Conclusion::kSkipped: return Ink::kDim;
  }
  return Ink::kPlain;
}

std::string_view sign(AnnotationLevel level) {
  switch (level) {
    case AnnotationLevel::kError: return "✗";
    case AnnotationLevel::kWarning: return "!";
    case AnnotationLevel::kNotice: return "·";
  }
  return "";
}

Ink ink(AnnotationLevel level) {
  switch (level) {
    case AnnotationLevel::kError: return Ink::kBad;
    case AnnotationLevel::kWarning: return Ink::kCareful;
    case AnnotationLevel::kNotice: return Ink::kBusy;
  }
  return Ink::kPlain;
}

std::string duration_text(std::chrono::milliseconds duration) {
  using namespace std::chrono;
  const auto tenths = duration.count() / 100;
  if (duration < minutes{1}) {
    return fmt::format("{}.{}s", tenths / 10, tenths % 10);
  }
  const auto whole = duration_cast<seconds>(duration).count();
  if (duration < hours{1}) {
    return fmt::format("{}m {:02}s", whole / 60, whole % 60);
  }
  return fmt::format("{}h {:02}m", whole / 3600, whole / 60 % 60);
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) {
    return fmt::format("{} B", bytes);
  }
  constexpr std::array kUnits = {"kB", "MB", "GB", "TB"};
  auto size = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (size >= 999.95 && unit + 1 < kUnits.size()) {
    size /= 1000;
    ++unit;
  }
  return fmt::format("{:.1f} {}", size, kUnits.at(unit));
}

std::string count_text(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace ropewalk::cli
