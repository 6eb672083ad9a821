// Nothing that looks like a secret leaves in a notification: values that are known, and texts of the forms that tokens,
// keys and passwords have. Rather a word too many is hidden than one too few.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "notify/message.h"

namespace ropewalk::notify {

class Redactor {
 public:
  /// `known` are secrets by value; those of fewer than 4 bytes are not looked for.
  explicit Redactor(std::vector<std::string> known);

  /// The text with `***` in the place of each secret, and without control characters but line feeds.
  [[nodiscard]] std::string clean(std::string_view text) const;
  /// Every text that people or a template could show.
  [[nodiscard]] Message clean(Message message) const;

 private:
  std::vector<std::string> known_;
};

/// The values of an environment's variables whose names say that they are secret (TOKEN, SECRET, PASSWORD, KEY …).
[[nodiscard]] std::vector<std::string> secret_values(const std::vector<std::pair<std::string, std::string>>& variables);

}  // namespace ropewalk::notify
