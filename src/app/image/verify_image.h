// Whether an image in a registry is what a policy asks: the use case behind `ropewalk image verify`, and the question
// that a deployment asks.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "app/errors.h"
#include "base/json.h"
#include "base/result.h"
#include "image/reference.h"
#include "image/registry/registry.h"
#include "image/sign/policy.h"
#include "ports/files.h"

namespace ropewalk::app {

/// One platform of an image, looked at on its own.
struct PlatformVerified {
  std::string platform;
  std::string digest;
  bool holds = false;
  std::vector<image::Clause> clauses;
};

struct Verified {
  image::Reference image;
  /// What was looked at; a deployment runs this and nothing else.
  std::string digest;
  bool holds = false;
  /// Of the index, or the one manifest; and a clause `platform` for each of these.
  std::vector<image::Clause> clauses;
  std::vector<PlatformVerified> platforms = {};
};

/// The policy file with its keys, whose paths count from the file's folder.
struct LoadedPolicy {
  /// The file of the trusted root, as it is.
  std::string root_text;
  image::Policy policy;
  Errors errors;
};
[[nodiscard]] LoadedPolicy load_policy(const std::filesystem::path& file, const std::string& shown,
                                       const ports::Files& files);

/// Errors: kNotFound for an image that is not there, kIncomplete when the registry does not answer. Never true without
/// having looked.
[[nodiscard]] Result<Verified> verify_image(const image::Reference& reference, const image::Policy& policy,
                                            image::Registry& registry, std::chrono::system_clock::time_point now);

/// schemas/image-verify.schema.json
[[nodiscard]] json::object to_json(const Verified& verified);

}  // namespace ropewalk::app
