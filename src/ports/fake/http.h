// Servers that exist only in a test: their answers are scripted, the requests are kept.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "ports/fake/files.h"
#include "ports/http.h"

namespace ropewalk::ports {

using FakeServer = std::function<Result<HttpResponse>(const HttpRequest& request)>;

/// May be used from several threads; servers are called without a lock held.
class FakeHttp final : public Http {
 public:
  FakeHttp() = default;
  /// Downloads are written to these files, and the bodies that are sent from files are read from them.
  explicit FakeHttp(FakeFiles& files) : files_(&files) {}

  /// Answers requests whose URL starts with `url`; the newest rule wins.
  void on(std::string url, FakeServer server);
  /// The same with a fixed answer.
  void on(std::string url, int status, std::string body = {});
  /// What `send_mail` returns from now on; without it all mail is taken.
  void on_mail(std::function<Result<void>(const Mail& mail)> server);

  [[nodiscard]] std::vector<HttpRequest> requests() const;
  [[nodiscard]] std::vector<Mail> mails() const;

  /// A URL without a rule is a host that is not there: kIncomplete.
  [[nodiscard]] Result<HttpResponse> send(const HttpRequest& request, std::stop_token stop) override;
  [[nodiscard]] Result<HttpDownload> download(const HttpRequest& request, const std::filesystem::path& file,
                                              std::stop_token stop) override;
  [[nodiscard]] Result<void> send_mail(const Mail& mail, std::stop_token stop) override;

 private:
  struct Rule {
    std::string url;
    FakeServer server;
  };

  FakeFiles* files_ = nullptr;
  mutable std::mutex mutex_;
  std::vector<Rule> rules_;
  std::vector<HttpRequest> requests_;
  std::vector<Mail> mails_;
  std::function<Result<void>(const Mail& mail)> mail_server_;
};

}  // namespace ropewalk::ports
