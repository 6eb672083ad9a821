#include "diag/palette.h"

#include <fmt/format.h>

namespace ropewalk::diag {
namespace {

std::string_view code(Ink ink) {
  switch (ink) {
    case Ink::kPlain: return "";
    case Ink::kBold: return "\x1b[1m";
    case Ink::kDim: return "\x1b[2m";
    case Ink::kGood: return "\x1b[32m";
    case Ink::kBad: return "\x1b[31m";
    case Ink::kCareful: return "\x1b[33m";
    case Ink::kBusy: return "\x1b[36m";
    case Ink::kBoldBad: return "\x1b[1;31m";
    case Ink::kBoldCareful: return "\x1b[1;33m";
    case Ink::kBoldBusy: return "\x1b[1;34m";
  }
  return "";
}

}  // namespace

std::string Palette::paint(Ink ink, std::string_view text) const {
  if (!has_colours_ || ink == Ink::kPlain || text.empty()) {
    return std::string(text);
  }
  return fmt::format("{}{}\x1b[0m", code(ink), text);
}

}  // namespace ropewalk::diag
