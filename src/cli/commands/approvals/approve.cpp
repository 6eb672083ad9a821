// `ropewalk approve` and `ropewalk reject`: a reviewer's word on a deployment that waits.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "app/approvals/approve.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/herald.h"
#include "cli/commands/keys/passphrase.h"
#include "cli/commands/planning_options.h"
#include "cli/confirm.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "deploy/keeper.h"
#include "keys/key_file.h"

namespace ropewalk::cli {
namespace {

constexpr Option kEnvironmentOption{
    .name = "--environment", .letter = "", .value = "ENV", .help = "Of this environment, where several have one"};
constexpr Option kServiceOption{.name = "--service", .letter = "", .value = "NAME", .help = "Of this service"};
constexpr Option kKeyOption{.name = "--key",
                            .letter = "",
                            .value = "FILE",
                            .help = "Vote as this key of `ropewalk keys`, which signs the vote",
                            .completion = Completion::kFile};
constexpr Option kGithubOption{.name = "--github",
                               .letter = "",
                               .value = "",
                               .help = "Vote as whom GITHUB_TOKEN belongs to, which GitHub is asked"};
constexpr Option kReasonOption{.name = "--reason", .letter = "", .value = "TEXT", .help = "Why; kept with the vote"};
constexpr Option kYesOption{.name = "--yes", .letter = "-y", .value = "", .help = "Do not ask"};
constexpr Option kJsonOption{
    .name = "--json", .letter = "", .value = "", .help = "Print the result as JSON (schemas/approval.schema.json)"};

constexpr std::array kApproveOptions = {
    kDirectoryOption,
    kEnvironmentOption,
    kServiceOption,
    kKeyOption,
    kPassphraseOption,
    kGithubOption,
    Option{.name = "--break-glass",
           .letter = "",
           .value = "",
           .help = "Let it pass without the approvals that are missing; needs --reason"},
    kReasonOption,
    kYesOption,
    kJsonOption};

constexpr std::array kRejectOptions = {kDirectoryOption, kEnvironmentOption, kServiceOption,
                                       kKeyOption,       kPassphraseOption,  kGithubOption,
                                       kReasonOption,    kYesOption,         kJsonOption};

Result<std::int64_t> deployment_number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' is not a number of a deployment", text),
                "`ropewalk status` shows those that wait");
  }
  return number;
}

Result<keys::PrivateKey> read_key(const Arguments& arguments, Outside& outside) {
  const std::string name = *arguments.value(kKeyOption.name);
  const auto path = outside.environment().current_directory() / name;
  const auto text = outside.files().read_regular(path, 1U << 20U, ports::Links::kFollow);
  if (!text) {
    return fail(text.error());
  }
  std::string passphrase;
  if (keys::is_encrypted(*text)) {
    auto asked = ask_passphrase(arguments, outside);
    if (!asked) {
      return fail(std::move(asked.error()));
    }
    passphrase = std::move(*asked);
  }
  return keys::read_key_file(*text, passphrase, name);
}

/// Who votes, as something proves it: a variable that says a name proves nothing.
Result<deploy::Identity> voter(const Arguments& arguments, Outside& outside) {
  if (!arguments.has(kGithubOption.name)) {
    return deploy::Identity{deploy::Identity::Kind::kUser, outside.environment().user_name()};
  }
  const auto token = outside.environment().variable("GITHUB_TOKEN");
  if (!token || token->empty()) {
    return fail(ErrorKind::kUsage, "--github needs the variable GITHUB_TOKEN, which is not set");
  }
  return app::github_identity(*token,
                              outside.environment().variable("GITHUB_API_URL").value_or("https://api.github.com"),
                              outside.http(), outside.signals().interrupted());
}

std::string_view word(deploy::VoteKind kind) {
  switch (kind) {
    case deploy::VoteKind::kApprove: return "approved";
    case deploy::VoteKind::kReject: return "rejected";
    case deploy::VoteKind::kBreakGlass: return "broke_glass";
    case deploy::VoteKind::kWaited: return "waited";
  }
  return "";
}

void show(const app::FoundDeployment& found, const app::VoteRequest& request, const deploy::ApprovalStatus& status,
          bool is_json, Outside& outside) {
  const deploy::Deployment& one = found.deployment;
  if (is_json) {
    json::array approved;
    for (const deploy::Identity& identity : status.approved_by) {
      approved.push_back(json::string(deploy::to_text(identity)));
    }
    outside.screen().print(to_json_text(json::object{{"number", one.number},
                                                     {"service", one.service},
                                                     {"environment", one.environment},
                                                     {"version", one.version},
                                                     {"digest", one.digest},
                                                     {"vote", word(request.kind)},
                                                     {"by", deploy::to_text(request.by)},
                                                     {"state", deploy::name_of(status.state)},
                                                     {"approved_by", std::move(approved)},
                                                     {"required", status.required},
                                                     {"waiting_for", status.waiting_for}}) +
                           "\n");
    return;
  }
  std::string text;
  if (request.kind == deploy::VoteKind::kReject) {
    text = fmt::format("Deployment {} to {} is rejected.\n", one.number, one.environment);
  } else if (status.waiting_for.empty()) {
    text = fmt::format("Deployment {} to {} is approved ({}): it starts when it is its turn.\n", one.number,
                       one.environment, one.version);
  } else {
    text =
        fmt::format("Approved. Deployment {} to {} waits for {}.\n", one.number, one.environment, status.waiting_for);
  }
  outside.screen().print(text);
}

/// Nobody waits with it: the environment's keeper starts it, and is there for that.
int leave_to_keeper(const app::FoundDeployment& found, Outside& outside) {
  const auto plan = deploy::plan_of(*found.store, found.deployment.number);
  if (!plan) {
    return report(plan.error(), outside);
  }
  auto environment =
      app::open_environment(found.environment.folder, outside.deployments(), machine_of(outside), &*plan);
  if (!environment) {
    return report(environment.error(), outside);
  }
  const auto kept = deploy::ensure_keeper(*environment->room);
  return kept ? kExitSuccess : report(kept.error(), outside);
}

/// What the vote is about, in a sentence.
std::string subject(const app::FoundDeployment& found) {
  const deploy::Deployment& one = found.deployment;
  if (one.strategy == app::kJobStrategy) {
    const auto events = found.store->events(0, one.number);
    const std::string wish = events && !events->empty() ? events->front().text : "a job waits";
    return fmt::format("{}: {} (run {}, commit {})", one.environment, wish, one.run, one.commit.substr(0, 12));
  }
  return fmt::format("{} {} to {} (deployment {}, by {})", one.service, one.version, one.environment, one.number,
                     one.by);
}

/// On a terminal a vote is asked for once more; off it the command is the word. An exit code when it is not to be.
std::optional<int> refuses(deploy::VoteKind kind, const app::FoundDeployment& found, const Arguments& arguments,
                           Outside& outside) {
  const bool can_ask = outside.screen().is_terminal(ports::Stream::kOutput);
  if (arguments.has(kYesOption.name) || arguments.has(kJsonOption.name) || !can_ask ||
      found.deployment.outcome != deploy::Outcome::kWaiting) {
    return std::nullopt;
  }
  const auto answer = confirm(
      fmt::format("{}\n{}?", subject(found), kind == deploy::VoteKind::kReject ? "Reject it" : "Approve it"), outside);
  if (!answer) {
    return report(answer.error(), outside);
  }
  if (!*answer) {
    outside.screen().print("No vote was cast\n");
    return kExitFailure;
  }
  return std::nullopt;
}

int cast(deploy::VoteKind kind, const Arguments& arguments, Outside& outside) {
  const auto number = deployment_number(arguments.operands().front());
  if (!number) {
    return report(number.error(), outside);
  }
  auto found = app::find_waiting(*number, arguments.value(kServiceOption.name).value_or(""),
                                 arguments.value(kEnvironmentOption.name).value_or(""),
                                 app::all_environments(outside.files(), outside.environment()), outside.deployments());
  if (!found) {
    return report(found.error(), outside);
  }
  auto reason = reason_text(arguments.value(kReasonOption.name).value_or(""), found->environment.folder, outside);
  if (!reason) {
    return report(reason.error(), outside);
  }
  app::VoteRequest request{.kind = kind, .by = {}, .reason = std::move(*reason), .key = nullptr};
  std::optional<keys::PrivateKey> key;
  if (arguments.has(kKeyOption.name)) {
    auto read = read_key(arguments, outside);
    if (!read) {
      return report(read.error(), outside);
    }
    key = std::move(*read);
    request.key = &*key;
    request.by = {deploy::Identity::Kind::kKey, key->public_key().id()};
  } else {
    auto by = voter(arguments, outside);
    if (!by) {
      return report(by.error(), outside);
    }
    request.by = std::move(*by);
  }
  if (const auto code = refuses(kind, *found, arguments, outside)) {
    return *code;
  }
  const auto status = app::vote(*found, request, outside.clock());
  if (!status) {
    return report(status.error(), outside);
  }
  show(*found, request, *status, arguments.has("--json"), outside);
  const Herald herald(found->environment.folder, arguments, outside);
  const bool is_job = found->deployment.strategy == app::kJobStrategy;
  return is_job || status->state != deploy::ApprovalState::kReady ? kExitSuccess : leave_to_keeper(*found, outside);
}

int approve(const Arguments& arguments, Outside& outside) {
  const bool breaks_glass = arguments.has("--break-glass");
  return cast(breaks_glass ? deploy::VoteKind::kBreakGlass : deploy::VoteKind::kApprove, arguments, outside);
}

int reject(const Arguments& arguments, Outside& outside) { return cast(deploy::VoteKind::kReject, arguments, outside); }

}  // namespace

const Command& approve_command() {
  static constexpr Command kCommand{
      .name = "approve",
      .summary = "Approve a deployment that waits",
      .about = R"text(
Gives your approval to a deployment that waits for its reviewers. It counts for exactly the
digest, the plan and the configuration that wait now. You are who the system says you are,
or the key that signs (--key), or whom GitHub knows by a token (--github). The last approval
that is needed starts the deployment.
)text",
      .examples = R"text(
ropewalk approve 12
  ropewalk approve 12 --environment production --key release.key
  ropewalk approve 12 --break-glass --reason "the site is down"
)text",
      .operands = {.value = "N", .help = "The deployment's number", .at_least = 1, .at_most = 1},
      .options = kApproveOptions,
      .run = approve,
  };
  return kCommand;
}

const Command& reject_command() {
  static constexpr Command kCommand{
      .name = "reject",
      .summary = "Reject a deployment that waits",
      .about = R"text(
Says no to a deployment that waits for its reviewers: it ends, and nothing of it is shipped.
)text",
      .examples = R"text(
ropewalk reject 12 --reason "not on a Friday"
)text",
      .operands = {.value = "N", .help = "The deployment's number", .at_least = 1, .at_most = 1},
      .options = kRejectOptions,
      .run = reject,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
