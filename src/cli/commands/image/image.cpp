// `ropewalk image`: container images, built once, signed, and carried to where they run.
#include "cli/commands/image/image.h"

#include <array>

#include "cli/commands/all.h"

namespace ropewalk::cli {

const Command& image_command() {
  static const std::array<const Command*, 8> kBelow = {
      &image_build_command(),  &image_push_command(), &image_promote_command(), &image_list_command(),
      &image_retain_command(), &image_diff_command(), &image_sign_command(),    &image_verify_command()};
  static const Command kCommand{
      .name = "image",
      .summary = "Build, publish, sign, verify and promote container images",
      .about = R"text(
Images are built from a Dockerfile with buildah, the same bytes wherever they are built,
and are named by their digest from then on: what was tested is what is deployed.
)text",
      .examples = "",
      .operands = {},
      .options = {},
      .subcommands = kBelow,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
