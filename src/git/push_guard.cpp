// Settings under which a job's pushes lead nowhere.
//
// Git replaces the beginning of a URL by what `url.<base>.pushInsteadOf` says (git-config(1)). The base here is a path
// that cannot be there and says why: git shows it when it fails.
#include "git/push_guard.h"

#include <fmt/format.h>

#include "git/config_text.h"

namespace ropewalk::git {
namespace {

constexpr std::string_view kNowhere = "/dev/null/ropewalk: push is off, --allow-push lets it out: ";
constexpr const char* kServers[] = {"https://", "http://", "ssh://",  "git+ssh://", "ssh+git://",
                                    "git://",   "ftp://",  "ftps://", "git@"};

/// A job has no business with the name and password that a URL may carry.
bool has_credentials(const std::string& url) {
  const std::size_t scheme = url.find("://");
  return scheme != std::string::npos && url.substr(scheme, url.find('/', scheme + 3)).find('@') != std::string::npos;
}

}  // namespace

std::string push_guard_text(const std::vector<std::string>& own) {
  std::string text = fmt::format("[credential]\n\thelper =\n[url {}]\n", quote_config(kNowhere));
  for (const char* server : kServers) {
    text += fmt::format("\tpushInsteadOf = {}\n", quote_config(server));
  }
  for (const std::string& place : own) {
    // The schemes above stand for URLs that are no business of a job's in full.
    if (place.empty() || has_credentials(place)) {
      continue;
    }
    text += fmt::format("\tpushInsteadOf = {}\n", quote_config(place));
  }
  return text;
}

std::string refusing_hook() {
  return "#!/bin/sh\n"
         "echo 'ropewalk: push is off: a run leaves your remotes as they are.' >&2\n"
         "echo 'To let its jobs push: ropewalk run --allow-push' >&2\n"
         "exit 1\n";
}

std::string workspace_remote_text(const std::string& remote_url, const std::string& snapshot,
                                  const std::string& push_url) {
  std::string text = fmt::format("[remote \"origin\"]\n\turl = {}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n",
                                 quote_config(remote_url));
  text += fmt::format("[url {}]\n\tinsteadOf = {}\n", quote_config(snapshot), quote_config(remote_url));
  const std::string& target = push_url.empty() ? snapshot : push_url;
  text += fmt::format("[url {}]\n\tpushInsteadOf = {}\n", quote_config(target), quote_config(remote_url));
  return text;
}

}  // namespace ropewalk::git
