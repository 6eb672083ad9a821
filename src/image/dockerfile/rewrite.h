// A Dockerfile as buildah 1.28 can take it: the same instructions in older forms, or a refusal that names the line.
//
// Debian's buildah reads neither heredocs nor `COPY --link`, and newer ones have read the first wrongly. So what goes
// to it is always written anew from what was read: heredocs of RUN become the argument of the stage's shell, those of
// COPY files of the context, `--link` is left out (it changes how layers are stored, not what is in them), and stages
// that the target does not need have no instructions left. What has no equal form is refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "image/dockerfile/resolve.h"

namespace ropewalk::image::dockerfile {

/// A file that the rewritten Dockerfile needs in its context.
struct ContextText {
  std::string path;
  std::string content;
};

struct Rewritten {
  std::string text;
  std::vector<ContextText> files;
  /// What was given another form, as sentences with `file:line` in front, in order.
  std::vector<std::string> notes;
  /// What each step of each stage was in the file, in order; an empty span for what nobody wrote.
  std::vector<std::vector<Span>> steps = {};
  std::vector<Error> errors;
};

struct RewriteSettings {
  BuildSettings build;
  /// What programs in RUN take for the time (SOURCE_DATE_EPOCH), unless the Dockerfile declares that argument itself.
  std::int64_t epoch = 0;
};

/// A label that buildah's cache is told the arguments of a stage by: it compares instructions as they are written, and
/// takes `ENV V=$VERSION` of another VERSION for the same one. Left out of the image.
inline constexpr std::string_view kArgumentsLabel = "ropewalk.arguments";

/// How the variable is written: what a base sets already stays.
[[nodiscard]] std::string epoch_variable(std::int64_t epoch);

/// `resolved` is what `resolve` says of the same settings.
[[nodiscard]] Rewritten rewrite_for_buildah(const Dockerfile& dockerfile, const Resolved& resolved,
                                            const RewriteSettings& settings);

}  // namespace ropewalk::image::dockerfile
