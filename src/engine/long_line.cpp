// Where a long line is cut, no secret may be cut: of each piece as much is held back as the longest secret has bytes,
// and a stretch of secrets that reaches into what is held back is remembered, so that what touches it is hidden with
// it.
#include "engine/long_line.h"

#include <algorithm>

#include "base/utf8.h"

namespace ropewalk::engine {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20U;
constexpr std::size_t kLongestCharacter = 4;

}  // namespace

void LongLine::add(std::string_view part) {
  while (!part.empty()) {
    const std::string_view taken = part.substr(0, kPiece);
    held_ += taken;
    part.remove_prefix(taken.size());
    if (held_.size() >= kPiece) {
      show_until(false);
    }
  }
}

void LongLine::end() {
  show_until(true);
  held_.clear();
  hidden_ = 0;
}

void LongLine::show_until(bool is_end) {
  std::string shown;
  std::size_t done = 0;
  secrets_.with([&](const Masker& secrets) {
    // Held back: all of a secret but its last byte, or of a character.
    const std::size_t overlap = is_end ? 0 : std::max(secrets.longest(), kLongestCharacter) - 1;
    if (held_.size() <= overlap) {
      return;
    }
    // A secret that begins before `limit` lies whole in what is held.
    const std::size_t limit = held_.size() - overlap;
    if (hidden_ > 0) {
      done = secrets.end_of_stretch(held_, 0, hidden_);
    }
    while (done < limit) {
      const Masker::Stretch stretch = secrets.find(held_, done);
      if (stretch.begin >= limit) {
        const std::string_view rest = std::string_view(held_).substr(done);
        const std::string_view open = is_end ? rest : cut_at_character(rest, limit - done);
        shown += open;
        done += open.size();
        break;
      }
      shown.append(held_, done, stretch.begin - done);
      shown += "***";
      done = stretch.end;
    }
    const std::size_t removed = std::min(done, limit);
    hidden_ = done - removed;
    held_.erase(0, removed);
  });
  if (!shown.empty()) {
    show_(shown);
  }
}

}  // namespace ropewalk::engine
