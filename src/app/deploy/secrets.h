// The values of a service's secrets: a file each, kept with its environment for the starts to come, and hidden in
// everything that is written down or told of it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "deploy/store.h"
#include "deploy/target.h"
#include "engine/mask/masker.h"
#include "ports/files.h"

namespace ropewalk::app {

/// Whether a value is known in the environment's folder.
[[nodiscard]] bool has_secret(const ports::Files& files, const std::filesystem::path& folder, const std::string& name);

/// The value as it is now. One that it takes the place of is kept beside it: what ran with it may have written it.
[[nodiscard]] Result<void> keep_secret(ports::Files& files, const std::filesystem::path& folder,
                                       const std::string& name, std::string_view value);

/// Hides every value that the environment has or had, each of its lines, and the password of one that is a URL.
/// Errors: kInternal when one cannot be read: then nothing can be said to be free of it.
[[nodiscard]] Result<engine::Masker> secrets_of(const ports::Files& files, const std::filesystem::path& folder);

/// Hides a value in all of its forms.
void hide_secret(engine::Masker& masker, std::string_view value);

/// A target whose errors, logs and last words hide the secrets of the environment in `folder`.
[[nodiscard]] std::unique_ptr<deploy::Target> make_masked_target(std::unique_ptr<deploy::Target> inner,
                                                                 std::filesystem::path folder,
                                                                 const ports::Files& files);

/// Stores whose texts for people hide the secrets of the environment that they are of, whoever writes them. What
/// programs go by (names, digests, plans, signed votes) is written as it is.
[[nodiscard]] std::unique_ptr<deploy::Stores> make_masked_stores(std::unique_ptr<deploy::Stores> inner,
                                                                 const ports::Files& files);

}  // namespace ropewalk::app
