// Dockerfiles and ignore files: nothing makes the readers crash, and what is rewritten is read again without an error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "image/context/ignore.h"
#include "image/dockerfile/resolve.h"
#include "image/dockerfile/rewrite.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ropewalk;
  namespace dockerfile = image::dockerfile;
  const std::string text(data, data + size);
  const auto file = std::make_shared<SourceFile>("Dockerfile", text);
  static_cast<void>(image::IgnoreList::read(file));
  const auto read = dockerfile::read_dockerfile(file);
  const dockerfile::BuildSettings settings{
      .arguments = {}, .target = {}, .platform = "linux/amd64", .build_platform = "linux/amd64"};
  const auto resolved = dockerfile::resolve(read.dockerfile, settings);
  if (!read.errors.empty() || !resolved.errors.empty()) {
    return 0;
  }
  const auto rewritten = dockerfile::rewrite_for_buildah(read.dockerfile, resolved, {settings, 1});
  if (rewritten.errors.empty() && rewritten.text.find('\0') == std::string::npos) {
    const auto again = dockerfile::read_dockerfile(std::make_shared<SourceFile>("Dockerfile", rewritten.text));
    if (again.dockerfile.stages.size() > read.dockerfile.stages.size()) {
      std::abort();
    }
  }
  return 0;
}
