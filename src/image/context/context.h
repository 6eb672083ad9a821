// The context of a build: the files of a folder that `.dockerignore` leaves, as one archive that is the same whoever
// has checked them out, when, where and with which umask.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "image/context/ignore.h"
#include "image/dockerfile/rewrite.h"
#include "ports/files.h"

namespace ropewalk::image {

/// Where the Dockerfile is in the archive: a name that no context has.
inline constexpr std::string_view kDockerfileInContext = ".ropewalk-heredoc/Dockerfile";

struct ContextRequest {
  ports::Path folder;
  const IgnoreList* ignored = nullptr;
  /// The rewritten Dockerfile and the files that it brings.
  const dockerfile::Rewritten* dockerfile = nullptr;
  std::int64_t time = 0;
};

struct Context {
  std::string archive;
  std::size_t files = 0;
  /// SHA-256 over the archive without the Dockerfile: what provenance says of it.
  std::string digest;
};

/// Errors: those of reading.
[[nodiscard]] Result<Context> pack_context(const ContextRequest& request, const ports::Files& files);

}  // namespace ropewalk::image
