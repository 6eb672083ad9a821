// A report as a comment of its pull request: one comment, edited in place at each run.
#pragma once

#include <stop_token>
#include <string>

#include "base/result.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/http.h"
#include "report/formats/formats.h"

namespace ropewalk::app {

enum class Commented { kMade, kEdited, kNoPullRequest };

/// Where the comment goes is what a job of GitHub Actions knows: GITHUB_API_URL, GITHUB_REPOSITORY, the event's file
/// and GITHUB_TOKEN. The comment is found again by a mark with the report's title in its first line. Errors: kUsage
/// without a token or a repository; kIncomplete when GitHub does not let it, with what it said.
[[nodiscard]] Result<Commented> comment_report(const report::Report& report, const ports::Environment& environment,
                                               const ports::Files& files, ports::Http& http, std::stop_token stop);

}  // namespace ropewalk::app
