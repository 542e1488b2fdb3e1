/** What a failed task says, by cause: its code, and the text in the language of the program. Upstream's names stay English. */

export type Language = 'en' | 'vi' | 'es'

export const languages: readonly Language[] = ['en', 'vi', 'es']

export type FailureCause = keyof typeof failures

export interface TaskFailure {
  readonly errorCode: number
  readonly error: string
}

export function taskFailure(cause: FailureCause, language: Language): TaskFailure {
  const { code, ...texts } = failures[cause]
  return { errorCode: code, error: texts[language] }
}

export function isFailureCause(word: string): word is FailureCause {
  return Object.hasOwn(failures, word)
}

const everywhere = (code: number, text: string) => ({ code, en: text, vi: text, es: text })

/** The Vietnamese and Spanish texts are ours: that there are such, is known; their words are not. */
export const failures = {
  refused: {
    code: 400,
    en: 'PUBLIC_ERROR_UNSAFE_GENERATION: the request was refused by the safety filter',
    vi: 'Nội dung vi phạm chính sách an toàn',
    es: 'El contenido infringe la política de seguridad',
  },
  'refused-upstream': everywhere(400, 'PUBLIC_ERROR_PROMINENT_PEOPLE_FILTER_FAILED'),
  'invalid-argument': {
    code: 400,
    en: 'Request contains an invalid argument. INVALID_ARGUMENT',
    vi: 'Yêu cầu không hợp lệ. INVALID_ARGUMENT',
    es: 'La solicitud contiene un argumento no válido. INVALID_ARGUMENT',
  },
  'signed-out': {
    code: 401,
    en: 'The session has expired',
    vi: 'Phiên đăng nhập đã hết hạn',
    es: 'La sesión ha caducado',
  },
  'not-allowed': {
    code: 403,
    en: 'The caller does not have permission',
    vi: 'Tài khoản không có quyền',
    es: 'La cuenta no tiene permiso',
  },
  'no-access': everywhere(403, 'PUBLIC_ERROR_MODEL_ACCESS_DENIED'),
  quota: {
    code: 429,
    en: 'RESOURCE_EXHAUSTED: the quota is spent',
    vi: 'Đã hết hạn mức',
    es: 'Se agotó la cuota',
  },
  'quota-with-wait': everywhere(429, 'RESOURCE_EXHAUSTED: {"retryDelay":"2s"}'),
  stopped: { code: 499, en: 'Stopped by client', vi: 'Đã dừng theo yêu cầu', es: 'Detenido por el cliente' },
  internal: { code: 500, en: 'Internal error', vi: 'Lỗi nội bộ', es: 'Error interno' },
  'bad-gateway': everywhere(502, 'Bad Gateway'),
  unavailable: {
    code: 503,
    en: 'The service is currently unavailable.',
    vi: 'Dịch vụ hiện không khả dụng.',
    es: 'El servicio no está disponible.',
  },
  'gateway-timeout': everywhere(504, 'Gateway Timeout'),
  'no-accounts': {
    code: 0,
    en: 'No active accounts available',
    vi: 'Không có tài khoản nào đang hoạt động',
    es: 'No hay cuentas activas disponibles',
  },
  'no-prompt': {
    code: 0,
    en: 'Missing required field: prompt',
    vi: 'Thiếu trường bắt buộc: prompt',
    es: 'Falta un campo obligatorio: prompt',
  },
  'no-result': {
    code: 0,
    en: 'Timeout: no result generated',
    vi: 'Hết thời gian chờ: không có kết quả',
    es: 'Tiempo agotado: no se generó ningún resultado',
  },
  'timed-out': {
    code: 0,
    en: 'Task timed out (600s)',
    vi: 'Tác vụ quá thời gian (600 giây)',
    es: 'La tarea superó el tiempo límite (600 s)',
  },
} as const
