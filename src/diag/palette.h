// The colours of everything that is shown to people.
#pragma once

#include <string>
#include <string_view>

namespace ropewalk::diag {

enum class Ink { kPlain, kBold, kDim, kGood, kBad, kCareful, kBusy, kBoldBad, kBoldCareful, kBoldBusy };

/// Paints texts, or leaves them as they are.
class Palette {
 public:
  explicit Palette(bool has_colours) : has_colours_(has_colours) {}
  [[nodiscard]] std::string paint(Ink ink, std::string_view text) const;
  [[nodiscard]] bool has_colours() const { return has_colours_; }

 private:
  bool has_colours_;
};

}  // namespace ropewalk::diag
