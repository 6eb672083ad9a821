#include "deploy/kubernetes/cluster_hold.h"

#include <fmt/format.h>

#include <thread>

#include "base/hash.h"
#include "base/rfc3339.h"
#include "deploy/steps/work.h"

namespace ropewalk::deploy {
namespace {

constexpr std::string_view kGroup = "coordination.k8s.io/v1";
constexpr std::chrono::seconds kLength{15};
constexpr std::chrono::seconds kRenewal{4};

/// Microseconds, as a MicroTime has them.
std::string micro_time(Time time) {
  std::string text = to_rfc3339(time);
  text.insert(text.size() - 1, "000");
  return text;
}

class ClusterHold final : public Hold {
 public:
  ClusterHold(const ClusterPlace& place, ClusterNames names, std::string name, std::string holder,
              const Machine& machine)
      : names_(std::move(names)),
        name_(std::move(name)),
        holder_(std::move(holder)),
        machine_(machine),
        api_(place, machine) {}

  ~ClusterHold() override {
    if (!thread_.joinable()) {
      return;
    }
    thread_.request_stop();
    thread_.join();
    // Free for the next one at once. One that is not told waits until it has run out.
    static_cast<void>(write(""));
  }

  /// False while somebody else has it.
  Result<bool> take() {
    auto taken = write(holder_);
    if (taken && *taken) {
      thread_ = std::jthread([this](const std::stop_token& stop) {
        while (rest(kRenewal, stop)) {
          static_cast<void>(write(holder_));
        }
      });
    }
    return taken;
  }

 private:
  [[nodiscard]] bool is_others(const json::object& lease) const {
    const std::string holder = text_at(lease, "spec.holderIdentity");
    if (holder.empty() || holder == holder_) {
      return false;
    }
    const auto renewed = parse_rfc3339(text_at(lease, "spec.renewTime"));
    const std::chrono::seconds length(number_at(lease, "spec.leaseDurationSeconds", kLength.count()));
    return renewed && *renewed + length > machine_.clock.now();
  }

  Result<bool> write(const std::string& holder) {
    auto known = api_.get(kGroup, "leases", name_);
    if (!known) {
      return fail(std::move(known.error()));
    }
    json::object lease{{"apiVersion", kGroup},
                       {"kind", "Lease"},
                       {"metadata", json::object{{"name", name_}, {"labels", names_.labels()}}}};
    std::int64_t transitions = 0;
    if (*known) {
      if (is_others(**known)) {
        return false;
      }
      lease["metadata"].get_object()["resourceVersion"] = text_at(**known, "metadata.resourceVersion");
      transitions = number_at(**known, "spec.leaseTransitions", 0);
      transitions += text_at(**known, "spec.holderIdentity") == holder ? 0 : 1;
    }
    const std::string now = micro_time(machine_.clock.now());
    lease["spec"] = json::object{{"holderIdentity", holder},
                                 {"leaseDurationSeconds", kLength.count()},
                                 {"acquireTime", now},
                                 {"renewTime", now},
                                 {"leaseTransitions", transitions}};
    auto put = api_.put(kGroup, "leases", lease);
    return put ? Result<bool>(put->has_value()) : Result<bool>(fail(std::move(put.error())));
  }

  ClusterNames names_;
  std::string name_;
  std::string holder_;
  Machine machine_;
  KubernetesApi api_;
  std::jthread thread_;
};

}  // namespace

std::string cluster_holder(const std::filesystem::path& folder, const Machine& machine) {
  const std::filesystem::path file = folder / "holder";
  if (auto known = machine.files.read(file); known && !known->empty()) {
    return *known;
  }
  const std::string made =
      fmt::format("{}-{}", machine.environment.host_name(),
                  to_hex(sha256(fmt::format("{}{}", folder.string(), machine.clock.now().time_since_epoch().count())))
                      .substr(0, 8));
  static_cast<void>(machine.files.write(file, made));
  return made;
}

Result<std::unique_ptr<Hold>> take_cluster_hold(const ClusterPlace& place, const ClusterNames& names,
                                                const std::string& name, const std::string& holder,
                                                const Machine& machine) {
  auto hold = std::make_unique<ClusterHold>(place, names, name, holder, machine);
  const auto taken = hold->take();
  if (!taken) {
    return fail(taken.error());
  }
  return *taken ? std::unique_ptr<Hold>(std::move(hold)) : std::unique_ptr<Hold>();
}

}  // namespace ropewalk::deploy
