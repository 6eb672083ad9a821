// The secrets of a run, which all of its threads hide by and add to.
#pragma once

#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "engine/mask/masker.h"

namespace ropewalk::engine {

class SharedMasker {
 public:
  void add_value(std::string_view value) {
    const std::unique_lock lock(mutex_);
    masker_.add_value(value);
  }
  void add_secret(std::string_view secret) {
    const std::unique_lock lock(mutex_);
    masker_.add_secret(secret);
  }
  [[nodiscard]] std::string mask(std::string_view text) const {
    const std::shared_lock lock(mutex_);
    return masker_.mask(text);
  }
  [[nodiscard]] bool hides(std::string_view text) const {
    const std::shared_lock lock(mutex_);
    return masker_.hides(text);
  }
  /// Looks at the secrets as they are now: `look(const Masker&)`.
  template <class Look>
  auto with(const Look& look) const {
    const std::shared_lock lock(mutex_);
    return look(masker_);
  }

 private:
  mutable std::shared_mutex mutex_;
  Masker masker_;
};

}  // namespace ropewalk::engine
