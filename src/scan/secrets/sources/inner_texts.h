// The texts that a file holds: itself, what is in it as an archive (and in archives inside of that), UTF-16 as UTF-8.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "scan/core/finding.h"

namespace ropewalk::scan {

/// Something in a file that was not looked into.
struct NotOpened {
  /// With `!` between an archive and what is in it.
  std::string name;
  /// `archive-format`, `archive-depth`, `lfs-pointer`, `damaged`.
  std::string reason;
  std::string message;

  /// What could not be read makes a scan incomplete; what is not opened by design does not.
  [[nodiscard]] bool is_trouble() const { return reason == "damaged"; }
};

struct InnerTexts {
  /// Is given every text with its name. An archive's own name comes with an empty text.
  std::function<void(std::string_view text, const std::string& name)> text;
  /// Is told what was not looked into; may be null.
  std::function<void(const NotOpened& passed)> passed = {};
};

/// Archives are opened `archive_depth` deep; a tar that is compressed counts once. Calls back on the same thread.
void each_inner_text(std::string_view bytes, const std::string& name, int archive_depth, const InnerTexts& into);

/// Writes down what was not looked into, under a name: as trouble, or as skipped.
void add_not_opened(const NotOpened& passed, std::string name, Report& report);

/// False for what is a text as it stands and all there is of it: the usual case.
[[nodiscard]] bool has_inner_texts(std::string_view bytes);

}  // namespace ropewalk::scan
